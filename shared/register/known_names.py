"""Names that no rule would find: famous abbreviations, misleading entries, councils elsewhere."""

from collections.abc import Mapping

# By source key. County short forms (Herts), styles (LB, MBC) and plain initials need no entry.
FAMOUS_NAMES: Mapping[str, tuple[str, ...]] = {
    "BAS": ("B&NES", "BANES", "BathNES", "Bath"),
    "BBD": ("BwD", "BwDBC"),
    "BDG": ("LBBD", "Barking"),
    "BIR": ("Brum",),
    "BNH": ("BHCC", "Brighton"),
    "BPC": ("BCP", "BCP Council"),
    "BRD": ("CBMDC", "Bradford City Council"),
    "CHW": ("CWAC", "CW&C", "Cheshire West"),
    "CLD": ("CMBC",),
    "COL": ("Colchester City Council",),
    "CON": ("Kernow",),
    "CPCA": ("CPCA",),
    "DUR": ("Co. Durham",),
    "EMCA": ("EMCCA",),
    "ERY": ("ERYC", "East Riding"),
    "GLA": ("GLA", "London Assembly", "Mayor of London"),
    "GLCA": ("GLCCA",),
    "GMCA": ("GMCA",),
    "GRE": ("RBG", "London Borough of Greenwich"),
    "HIN": ("HBBC",),
    "HMF": ("LBHF", "H&F"),
    "HYCA": ("HEYCA", "HEY Combined Authority"),
    "IOW": ("IWC", "IoW"),
    "KEC": ("RBKC", "K&C"),
    "KEN": ("KCC",),
    "KIN": ("BCKLWN", "King's Lynn"),
    "KTT": ("RBK", "RBKT", "Kingston"),
    "LCR": ("LCRCA", "LCR"),
    "LND": ("Corporation of London", "Square Mile"),
    "MDW": ("Medway Towns",),
    "MIK": ("MK", "MKC", "Milton Keynes City Council"),
    "NEC": ("Newcastle Borough Council",),
    "NECA": ("NECA", "NEMCA", "North East Mayoral Combined Authority"),
    "NED": ("NEDDC",),
    "NEL": ("NELC",),
    "NNT": ("NNC",),
    "NTCA": ("NTCA", "NoTCA"),
    "RCC": ("RCBC",),
    "RIC": ("LBRuT", "LBRT"),
    "SCR": ("SYMCA", "SCR"),
    "SGC": ("SGC", "South Glos"),
    "SOS": ("Southend-on-Sea City Council", "Southend City Council"),
    "STE": ("SOTCC",),
    "TFW": ("Telford",),
    "TVCA": ("TVCA",),
    "TWH": ("LBTH",),
    "WAF": ("W&F",),
    "WECA": ("WECA",),
    "WFT": ("LBWF",),
    "WMCA": ("WMCA",),
    "WNM": ("RBWM",),
    "WNT": ("WNC",),
    "WSM": ("Westminster City Council",),
    "WYCA": ("WYCA",),
    "YNYC": ("YNYCA", "YNY"),
}

# The published register lists these, but they name something else or more than one body.
MISLEADING_NAMES: Mapping[str, frozenset[str]] = {
    "EMCA": frozenset({"East Midlands CC"}),
    "HYCA": frozenset({"Yorkshire and The Humber MCA", "Yorkshire and The Humber CA"}),
    "MDW": frozenset({"The Medway Towns"}),
    "WOT": frozenset({"adur and worthing borough council"}),
}

SCOTTISH_COUNCILS = frozenset(
    """aberdeen|aberdeenshire|angus|argyll and bute|clackmannanshire|comhairle nan eilean siar
    |dumfries and galloway|dundee|east ayrshire|east dunbartonshire|east lothian|east renfrewshire
    |edinburgh|falkirk|fife|glasgow|highland|highlands|inverclyde|midlothian|moray|north ayrshire
    |north lanarkshire|orkney|orkney islands|perth and kinross|renfrewshire|scottish borders
    |shetland|shetland islands|south ayrshire|south lanarkshire|stirling|west dunbartonshire
    |west lothian|western isles""".replace("\n    ", "").split("|")
)

WELSH_COUNCILS = frozenset(
    """anglesey|isle of anglesey|blaenau gwent|bridgend|caerphilly|cardiff|carmarthenshire
    |ceredigion|conwy|denbighshire|flintshire|gwynedd|merthyr tydfil|monmouthshire
    |neath port talbot|newport|pembrokeshire|powys|rhondda cynon taf|rhondda cynon taff|swansea
    |torfaen|vale of glamorgan|wrexham|ynys mon""".replace("\n    ", "").split("|")
)

NORTHERN_IRISH_COUNCILS = frozenset(
    """antrim and newtownabbey|ards and north down|armagh city banbridge and craigavon|belfast
    |causeway coast and glens|derry|derry city and strabane|fermanagh and omagh
    |lisburn and castlereagh|mid and east antrim|mid ulster
    |newry mourne and down""".replace("\n    ", "").split("|")
)
