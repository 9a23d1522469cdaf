"""Lithuanian numbers and days of the month in words."""

NUMBERS = {
    "(vieno|vienos|viena|vienas|vienu)": 1,
    "(dvieju|du|dvi|dviem|poros|pora|poreles|porele)": 2,
    "(triju|trys|tris|trim|trims|keliu|keleto|keleta|kelias|kelis)": 3,
    "(keturiu|keturi|keturias|keturis|keturios)": 4,
    "(penkiu|penki|penkias|penkis|penkios)": 5,
    "(sesiu|sesi|sesias|sesis|sesios)": 6,
    "(septyniu|septyni|septynias|septynis|septynios)": 7,
    "(astuoniu|astuoni|astuonias|astuonis|astuonios)": 8,
    "(devyniu|devyni|devynias|devynis|devynios)": 9,
    "(desimt|desimties)": 10,
    "(vienuolikos|vienuolika)": 11,
    "(dvylikos|dvylika)": 12,
    "(trylikos|trylika)": 13,
    "(keturiolikos|keturiolika)": 14,
    "(penkiolikos|penkiolika)": 15,
    "(sesiolikos|sesiolika)": 16,
    "(septyniolikos|septyniolika)": 17,
    "(astuoniolikos|astuoniolika)": 18,
    "(devyniolikos|devyniolika)": 19,
    "(ketvircio|ketvirtis)": 15,
    "(dvidesimt|dvidesimties)": 20,
    "(trisdesimt|trisdesimties)": 30,
    "(dvidesimt penkiu|dvidesimt penkias|dvidesimt penkios)": 25,
    "(trisdesimt penkiu|trisdesimt penkias|trisdesimt penkios)": 35,
    "(keturiasdesimt|keturiasdesimties)": 40,
    "(keturiasdesimt penkiu|keturiasdesimt penkias|keturiasdesimt penkios)": 45,
    "(penkiasdesimt|penkiasdesimties)": 50,
}
STEMS = {
    1: "pirm",
    2: "antr",
    3: "treci",
    4: "ketvirt",
    5: "penkt",
    6: "sest",
    7: "septint",
    8: "astunt",
    9: "devint",
    10: "desimt",
    11: "vienuolikt",
    12: "dvylikt",
    13: "trylikt",
    14: "keturiolikt",
    15: "penkiolikt",
    16: "sesiolikt",
    17: "septyniolikt",
    18: "astuoniolikt",
    19: "devyniolikt",
    20: "dvidesimt",
    30: "trisdesimt",
}
ORDINALS = {
    **{
        f"({stem}os|{stem}a|{stem}aja|{stem}osios|{stem}oji|{stem}ajai|{stem}ai)": n
        for n, stem in STEMS.items()
    },
    **{
        f"dvidesimt ({STEMS[n]}os|{STEMS[n]}a|{STEMS[n]}aja|{STEMS[n]}osios|{STEMS[n]}oji)": (
            20 + n
        )
        for n in range(1, 10)
    },
    "trisdesimt (pirmos|pirma|pirmaja|pirmosios)": 31,
}
