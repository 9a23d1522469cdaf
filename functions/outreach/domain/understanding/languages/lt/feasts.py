"""Lithuanian names of feasts, in the cases they are said in."""

FEASTS = {
    "(triju karaliu|tris karalius|trys karaliai)": "epiphany",
    "(pusiauziemis|pusiauziemi|pusiauziemio)": "half_of_winter",
    "(grabnycios|grabnyciu|grabnycias|grabnyciom|grabnycioms)": "candlemas",
    "(valentino|valentino diena|valentino dienos|valentino dienai)": "valentine",
    "(uzgavenes|uzgaveniu|uzgavenems|uzgavenem)": "shrove_tuesday",
    "(peleniju|pelenu diena|pelenu dienos|pelenes)": "ash_wednesday",
    "(gavenia|gavenioje)": "lent",
    "(kaziuko muge|kaziuko muges|kaziuko mugei|kaziuko|kaziukas)": "kaziukas",
    "(verbu sekmadieni|verbu sekmadienio|verbu sekmadienis|verbos|verbu)": "palm_sunday",
    "(didysis penktadienis|didijo penktadienio|didiji penktadieni)": "good_friday",
    "(antra velyku diena|antros velyku dienos|antra velyku|velyku antra diena|velyku antroji"
    "|velyku pirmadieni|velyku pirmadienio)": "easter_monday",
    "(velyku savaite|velyku savaites|didzioji savaite|didziaja savaite)": "easter_week",
    "(atvelykis|atvelykio|atvelyki|atvelykiui)": "week_after_easter",
    "(sekmines|sekminiu|sekminems)": "pentecost",
    "(motinos diena|motinos dienos|motinos dienai|mamos diena|mamos dienos)": "mothers_day_of_may",
    "(tevo diena|tevo dienos|tevo dienai)": "fathers_day_lithuanian",
    "(jonines|joniniu|joninems|joninem|rasos|rasu svente|rasu sventes)": "midsummer",
    "(mindaugines|mindauginiu|valstybes diena|valstybes dienos)": "statehood_day",
    "(zoline|zolines|zolinei|zoliniu|zolinem|zolinems)": "assumption",
    "(mokslo ir ziniu diena|mokslo ir ziniu dienos)": "school_begins",
    "(helovinas|helovino|helovina)": "halloween",
    "(velines|veliniu|velinems)": "all_souls",
    "(visu sventuju|visus sventuosius)": "all_saints",
    "(kucios|kuciu|kucias|kuciom|kucioms)": "christmas_eve",
    "(tarpusventis|tarpusventi|tarpusvencio|tarpusventy|tarpusventyje|tarpsventi|tarpsventis"
    "|tarpukalediu|tarpukaledi|tarpkaledi|tarp kaledu ir nauju metu|tarp kaledu ir naujuju|tarp"
    " kaledu ir naujuju metu"
    "|tarp svenciu)": "between_the_years",
    "(kaledos|kaledu|kaledas|kaledoms|kaledom)": "christmas",
    "(nauji metai|nauju metu|naujuju metu|naujus metus|naujuosius metus|naujieji metai|naujuju"
    "|naujiems metams)": "new_year",
    "(velykos|velyku|velykas|velykoms|velykom)": "easter",
}
