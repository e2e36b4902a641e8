"""Every read of templates, brands and attachments."""

from services.notifications.templates.queries.brands import (
    brand_of,
    find_brand,
    get_brand,
    list_brands,
    look_of,
)
from services.notifications.templates.queries.files import (
    Part,
    get_attachment,
    list_attachments,
    list_parts,
    read_parts,
)
from services.notifications.templates.queries.templates import (
    find_template,
    get_template,
    get_version,
    list_templates,
    list_users,
    list_versions,
)

__all__ = [
    "Part",
    "brand_of",
    "find_brand",
    "find_template",
    "get_attachment",
    "get_brand",
    "get_template",
    "get_version",
    "list_attachments",
    "list_brands",
    "list_parts",
    "list_templates",
    "list_users",
    "list_versions",
    "look_of",
    "read_parts",
]
