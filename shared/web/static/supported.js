// Marks the page as enhanced before it is painted; a file of its own, so that no script is inline.
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
