//! Names of months and weekdays in the languages of the C library.
//!
//! journalctl's short forms and `dmesg -T` write `%a` and `%b` in the user's language: `Okt`, `déc.`,
//! `10月`. The tables hold the abbreviations of all locales of glibc 2.36 (`localedata/locales`: `abmon`,
//! `ab_alt_mon`, `abday`), folded by [`fold`]. Names that are only ASCII digits (the locale `i18n`) are
//! omitted: anything could be one.
//!
//! Some words name two months. Such a word is read in the language that has more speakers; unless that
//! has twenty times as many as the other, the word is also in [`DOUBTFUL`], and an import reports it:
//! `lis` is November in Polish and Czech and October in Croatian.

use super::zones::Doubt;

/// The number of a month (1 to 12) by its abbreviation, and whether another language has the word for
/// another month.
pub(super) fn month(name: &str) -> Option<(u8, Option<Doubt>)> {
    let name = fold(name);
    let month = MONTHS.iter().position(|names| has(names, &name))?;
    let doubt = has(&DOUBTFUL, &name).then_some(Doubt::Month);
    Some((1 + month as u8, doubt))
}

/// Whether a word is the abbreviation of a weekday.
pub(super) fn is_weekday(name: &str) -> bool {
    has(&WEEKDAYS, &fold(name))
}

fn has(sorted: &[&str], name: &str) -> bool {
    sorted.binary_search(&name).is_ok()
}

/// Makes a name comparable: lower case, without full stops, marks of direction and the dot that some
/// languages keep above an `i`; the two forms of `i` and of sigma are one, and so are apostrophes.
fn fold(name: &str) -> String {
    let is_kept = |c: &char| !matches!(c, '.' | '\u{307}' | '\u{70f}' | '\u{200b}'..='\u{200f}');
    let same = |c: char| match c {
        'ı' => 'i',
        'ς' => 'σ',
        '’' | 'ʼ' => '\'',
        '\u{a0}' | '\u{202f}' => ' ',
        other => other,
    };
    let folded: String = name.trim().to_lowercase().chars().filter(is_kept).map(same).collect();
    folded.trim().to_owned()
}

#[rustfmt::skip]
static MONTHS: [&[&str]; 12] = [
    &[
        "1-р сар", "1g", "1月", "1월", "ama", "ark", "bhi", "de gen", "dja", "ean", "ene", "eni",
        "faoi", "fer", "gen", "ghe", "ian", "ini", "ion", "j-guer", "jaan", "jan", "janv", "jen",
        "jän", "kob", "kohi", "kwe", "kăr", "led", "mqu", "mut", "oca", "ođđj", "pet", "phe",
        "qun", "s-ɔ", "san", "sau", "saus", "siakwa kati", "sii", "sij", "sty", "stë", "sun",
        "sñt", "sān", "tammi", "thg 1", "urt", "xan", "xin", "yan", "yen", "zan", "zen", "çil",
        "ýan", "ğin", "ιαν", "ажь", "гыйн", "сту", "січ", "тохс", "шрк", "янв", "яну", "јан",
        "қаң", "հնվ", "יאַנ", "ינו", "جانفي", "جنؤری", "جنوري", "جنوری", "كانون الثاني", "يانۋار",
        "ينا", "يناير", "ژانویه", "کا٢", "ܟܢ ܒ", "ޖެނުއަރީ", "जन", "जनवरी", "जन॰", "जानुवारी",
        "जाने", "जानेवारी", "बैसाख", "জান", "জানু", "ਜਨ", "જાન્યુ", "ଜାନୁଆରୀ", "ஜன", "జన", "ಜ",
        "ಜನ", "ജനു", "ජන", "มค", "ມກ", "ཟླ་༡", "ဂျာန်", "ဇန်", "လိူၼ်ၵမ်", "იან", "ልደት", "ጃንዩ",
        "ጠሐረ", "ጥሪ", "ᔮᓄ", "១", "ṣẹ́rẹ́", "一", "一月", "ꭴꮓ",
    ],
    &[
        "2-р сар", "2g", "2月", "2월", "c'hw", "chk", "chw", "col", "de febr", "fab", "fbl", "feabh",
        "feb", "febr", "fee", "fep", "fev", "few", "fib", "fiw", "fra", "fre", "fur", "fév",
        "févr", "fēp", "gas", "gearr", "gro", "guov", "gur", "helmi", "hla", "hor", "hui", "hwe",
        "k-ɔ", "kup", "kuswa kati", "lab", "luh", "lut", "mdu", "nah", "nar", "ots", "peb", "phi",
        "shk", "sib", "sñs", "t-arree", "thang", "thg 2", "tsi", "van", "vas", "veebr", "velj",
        "èrèlè", "úno", "şub", "φεβ", "ақп", "жәаб", "лют", "олун", "пгж", "феб", "фев", "փտր",
        "פֿעב", "פבר", "شباط", "شوب", "فبر", "فبراير", "فبروري", "فرؤری", "فروري", "فروری",
        "فوریه", "فيفري", "فېۋرال", "ܫܒܛ", "ފެބްރުއަރީ", "जेठ", "फबरवरी", "फर", "फरवरी", "फ़रवरी",
        "फ़र॰", "फेब्रु", "फेब्रुअरी", "फेब्रुवारी", "ফেব", "ফেব্ৰু", "ਫ਼ਰ", "ફેબ્રુ", "ଫେବୃଆରୀ",
        "பிப்", "ఫిబ్ర", "ಫೆ", "ಫೆಬ್ರ", "ഫെബ്രു", "පෙබ", "กพ", "ກພ", "ཟླ་༢", "ဖေ", "လိူၼ်သၢမ်",
        "ဝှေဝ်", "თებ", "ለካቲ", "ከተተ", "ካብኽ", "ፌብሩ", "ᕕᕗ", "២", "二", "二月", "ꭷꭶ",
    ],
    &[
        "3-р сар", "3g", "3月", "3월", "ada", "bit", "bře", "cig", "de març", "e-ɔ", "fam",
        "kakamuk kati", "kov", "kul", "kuo", "maa", "maalis", "mac", "mar", "mars", "març", "mas",
        "mayrnt", "maʻa", "mbo", "meu", "meɣ", "mie", "mop", "moz", "mrt", "msi", "màrt", "márc",
        "márta", "mäe", "mär", "märts", "mås", "měr", "njuk", "ožu", "pan", "pou", "puš", "sak",
        "sqe", "str", "the", "thg 3", "tlh", "uya", "vul", "wer", "xam", "μάρ", "μαρ", "бер",
        "кул", "мар", "нау", "сак", "хәажә", "ӱрн", "մար", "מאַר", "מרץ", "آذار", "ئاز", "مار",
        "مارت", "مارس", "مارٕچ", "مارچ", "ܐܕܪ", "މާރޗް", "अषाढ़", "मार्च", "मार्चि", "मार्स",
        "মার", "মার্চ", "মাৰ্চ", "ਮਾਰਚ", "માર્ચ", "ମାର୍ଚ୍ଚ", "மார்", "మార్చి", "ಮಾ", "ಮಾರ್ಚ್",
        "മാർ", "මාර්", "มีค", "ມນ", "ཟླ་༣", "မတ်", "မာတ်", "လိူၼ်သီႇ", "მარ", "መገበ", "መጋቢ", "ማርች",
        "ክብላ", "ᒪᔅ", "៣", "ẹrẹ̀nà", "三", "三月", "ꭰꮕ",
    ],
    &[
        "4-р сар", "4g", "4月", "4월", "abr", "afi", "afr", "agd", "aib", "aka", "ape", "api", "apl",
        "apr", "april", "apu", "arv", "avr", "avril", "avrril", "awr", "bal", "cuoŋ", "d'abr",
        "dub", "dzi", "e-o", "ebr", "elb", "eph", "epr", "gibl", "huhti", "jang", "kra", "kwi",
        "lam", "lî wainhka kati", "mab", "mat", "mme", "nis", "nîs", "pae", "pri", "qil", "see",
        "tay", "thg 4", "tra", "tsh", "yeb", "ápr", "éwt", "ìgbé", "łżë", "ʻepe", "απρ", "апр",
        "вшр", "кві", "кра", "муус", "мш", "сәу", "ապր", "אַפּר", "אפר", "آوریل", "أبر", "أبريل",
        "أفريل", "ئاپرېل", "اپريل", "اپریل", "نيسان", "نیس", "ܢܝܣܢ", "އެޕްރީލް", "अप", "अप्रिल",
        "अप्रेल", "अप्रै", "अप्रैल", "एप्रि", "एप्रिल", "एप्रैल", "सावोन", "এপ্রি", "এপ্রিল",
        "এপ্ৰিল", "ਅਪ੍ਰੈ", "એપ્રિલ", "ଅପ୍ରେଲ", "ஏப்", "ఏప్రి", "ಏ", "ಏಪ್ರಿ", "ഏപ്രി", "අප්රි",
        "เมย", "ມສ", "ཟླ་༤", "လိူၼ်ႁႃႈ", "အေ", "ဧပြီ", "აპრ", "ሚያዝ", "አኀዘ", "ኤፕረ", "ፋጅኺ", "ᐃᐳ",
        "៤", "四", "四月", "ꭷꮼ",
    ],
    &[
        "5-р сар", "5g", "5月", "5월", "aru", "beal", "boaldyn", "cam", "can", "cax", "cèit",
        "de maig", "duu", "e-k", "ell", "geg", "gic", "gul", "hara", "keg", "khk", "kvě",
        "lih mairin kati", "mae", "mag", "mai", "maig", "maj", "may", "maz", "maí", "maý", "me",
        "mee", "mei", "mej", "mey", "mies", "moj", "mot", "máj", "môj", "mē", "sha", "shu", "sup",
        "svi", "tai", "thg 5", "touko", "şu", "μάι", "μαΐ", "ага", "лаҵ", "май", "мам", "мая",
        "мај", "тра", "ыам", "մայ", "מאי", "מײַ", "أيار", "ئای", "مئی", "ماي", "مايو", "مه", "مي",
        "مٓی", "میٔ", "مۍ", "ܐܝܪ", "މެއި", "भादो", "मई", "मे", "मेई", "মে", "ਮਈ", "મે", "ମଇ", "மே",
        "మే", "ಮೇ", "മേയ്", "මැයි", "พค", "ພພ", "ཟླ་༥", "မေ", "လိူၼ်ႁူၵ်း", "მაი", "ሜይ", "ክቢቅ",
        "ግንባ", "ግንቦ", "ᒪᐃ", "៥", "ẹ̀bibi", "五", "五月", "ꭰꮒ",
    ],
    &[
        "6-р сар", "6g", "6月", "6월", "birž", "brá", "bėr", "chn", "cze", "czy", "de juny", "djn",
        "eka", "geas", "giu", "haz", "hez", "hun", "iun", "iyn", "iýn", "iġñ", "jon", "jug",
        "juin", "jun", "junh", "juni", "juny", "juu", "juuni", "jún", "jūn", "kam", "kesä", "kho",
        "kor", "lix", "lwi", "làm", "lî kati", "m-souree", "meh", "meith", "met", "mezh", "o-a",
        "pipi", "qas", "qer", "sil", "suw", "teg", "thg 6", "tsp", "vos", "wax", "xun", "xuñ",
        "yun", "yün", "zin", "zûg", "ògmh", "òkúdu", "čen", "čer", "ġun", "şĕr", "ιουν", "ιούν",
        "бэс", "июн", "июнь", "мау", "пдш", "рашә", "чер", "чэр", "юни", "јун", "հնս", "יונ",
        "ئىيۇن", "جوان", "جون", "جوٗن", "حزيران", "حوز", "يون", "يونيو", "ژوئن", "ܚܙܝܪܢ", "ޖޫން",
        "आसिन", "जुन", "जून", "जूनि", "জুন", "ਜੂਨ", "જૂન", "ଜୁନ", "ஜூன்", "జూన్", "ಜೂ", "ಜೂನ್",
        "ജൂൺ", "ජූනි", "มิย", "ມິຖ", "ཟླ་༦", "ဂျုန်", "ဇွန်", "လိူၼ်ၸဵတ်း", "ივნ", "ም/ት", "ሠንየ",
        "ሰነ", "ጁን", "ᔪᓂ", "៦", "六", "六月", "ꮥꭽ",
    ],
    &[
        "7-р сар", "7g", "7月", "7월", "a-k", "ado", "agẹmọ", "arg", "chl", "de jul", "djl", "gor",
        "gou", "hei", "heinä", "hul", "hōngoi", "itc", "iuch", "iul", "iyl", "iúil", "iýl",
        "j-souree", "jak", "jiy", "jui", "juil", "jul", "juli", "juuli", "júl", "jūl", "kha",
        "kun", "lai", "liep", "lip", "lug", "lui", "lul", "lwa", "lëp", "lûg", "maw", "mor", "nya",
        "pastara kati", "phu", "qad", "siu", "sul", "suoi", "tem", "thg 7", "tod", "tqw", "tîr",
        "upu", "ută", "uzt", "xnt", "xul", "yul", "yül", "zil", "čec", "ιουλ", "ιούλ", "июл",
        "июль", "лип", "ліп", "от", "срм", "шіл", "юли", "јул", "ԥхынгә", "հլս", "יול", "ئىيۇل",
        "تموز", "تەم", "جولاءِ", "جولائی", "جولاي", "جولای", "جويلية", "جوٗلایی", "يول", "يوليو",
        "يوليوز", "ژوئیه", "ܬܡܘܙ", "ޖުލައި", "कातिक", "जुल", "जुला", "जुलाइ", "जुलाई", "जुलै",
        "जुल॰", "जूलाइ", "जूलै", "জুল", "জুলাই", "ਜੁਲਾ", "જુલાઈ", "ଜୁଲାଇ", "ஜூலை", "జులై", "ಜು",
        "ಜುಲೈ", "ജൂലൈ", "ජූලි", "กค", "ກລ", "ཟླ་༧", "ဂျူ", "ဇူ", "လိူၼ်ပႅတ်ႇ", "ივლ", "ሐመለ", "ሓምለ",
        "ኰር", "ጁላይ", "ᔪᓚ", "៧", "七", "七月", "ꭻᏸ",
    ],
    &[
        "8-р сар", "8g", "8月", "8월", "abu", "ag", "aga", "ago", "agt", "agu", "aog", "aok", "aoû",
        "août", "arh", "aug", "aus", "avg", "avo", "avq", "awg", "awo", "aws", "awu", "aww", "ağu",
        "aŭg", "borg", "ct̓é", "d'ag", "d-ɔ", "elo", "eos", "est", "gsh", "hag", "here", "juk",
        "kol", "leq", "luanistyn", "lùna", "lún", "mha", "ngc", "ngu", "oga", "ogos", "ogs", "oug",
        "pai", "pha", "rgp", "rugp", "sid", "sie", "sikla kati", "srp", "teb", "thg 8", "thu",
        "tiñ", "uut", "yag", "zél", "ágú", "ògún", "ögu", "öig", "şur", "žni", "ɣuc", "ʻaok",
        "αυγ", "αύγ", "авг", "атыр", "жні", "нанҳә", "сер", "срл", "там", "օգս", "אוג", "אױג",
        "آب", "آقۇست", "آگسٽ", "أغس", "أغسطس", "أوت", "ئاب", "ئاۋغۇست", "اوت", "اګست", "اگست",
        "غشت", "ܐܒ", "އޮގަސްޓް", "अग", "अगस्ट", "अगस्त", "अगहन", "अग॰", "आगस्टु", "आगस्थ", "ऑग",
        "ओगस्ट", "আগ", "আগস্ট", "ਅਗ", "ઑગસ્ટ", "ଅଗଷ୍ଟ", "ஆக", "ఆగ", "ಆ", "ഓഗ", "අගෝ", "สค", "ສຫ",
        "ཟླ་༨", "လိူၼ်ၵဝ်ႈ", "အဝ်", "ဩ", "აგვ", "ማርያ", "ነሐሰ", "ነሓሰ", "ኦገስ", "ᐊᒋ", "៨", "ọgọ", "八",
        "八月", "ꭶꮆ",
    ],
    &[
        "9-р сар", "9g", "9月", "9월", "ami", "avă", "cab", "chi", "cte", "cut", "dait", "de set",
        "eyl", "f-ɛ", "ful", "gwe", "gwn", "ira", "khu", "leo", "lwe", "m-fouyir", "mahu", "med",
        "mfómh", "ndz", "nyo", "nze", "owewe", "qel", "rugs", "ruj", "sag", "sat", "seb", "sen",
        "sep", "sept", "set", "sht", "sin", "sip", "sit", "slt", "stb", "sult", "syys", "szept",
        "sèp", "séw", "tah", "thg 9", "vie", "way", "wrz", "wîs kati", "zář", "îlo", "čakč", "σεπ",
        "бал", "вер", "идм", "сен", "сент", "сеп", "цәыб", "қыр", "սեպ", "סעפּ", "ספט", "أيلول",
        "ئەی", "سبت", "سبتمبر", "ستمبر", "سيپٽيمبر", "سپتامبر", "سپتمبر", "سېنتەبىر", "شتنبر",
        "ܐܝܠܘܠ", "ސެޕްޓެންބަރ", "पूस", "सप्टें", "सित", "सितंबर", "सितम्बर", "सित॰", "सेप्टेंबर",
        "सेप्टेंबरू", "सेप्टेम्बर", "सेबथेज्ब़र", "সেপ", "সেপ্ট", "সেপ্টেম্বর", "ਸਤੰ", "સપ્ટે",
        "ସେପ୍ଟେମ୍ବର", "செப்", "సెప్టెం", "ಸೆ", "ಸೆಪ್ಟೆಂ", "സെപ്റ്റം", "සැප්", "กย", "ກຍ", "ཟླ་༩",
        "စက်", "လိူၼ်သိပ်း", "သိပ်", "სექ", "መስከ", "ሴፕቴ", "ከረመ", "ያኸኒ", "ᓯᑎ", "៩", "九", "九月", "ꮪꮅ",
    ],
    &[
        "10-р сар", "10g", "10月", "10월", "cot", "d'oct", "dfómh", "dip", "dit", "dwa", "dàmh",
        "eki", "golg", "hed", "her", "hyd", "imp", "ipam", "j-fouyir", "jup", "kṭu", "lad", "loka",
        "mph", "nhl", "och", "oct", "oke", "oki", "okt", "onk", "ott", "otu", "out", "paź", "puk",
        "sik", "spa", "spal", "tet", "thg 10", "tob", "tub", "ukt", "ukw", "urr", "waupasa kati",
        "whi-nu", "wél", "wím", "yar", "ökt", "ött", "ükt", "říj", "ɔ-a", "ɔtb", "ʻoka", "οκτ",
        "алт", "жов", "жьҭ", "кас", "окт", "шыж", "қаз", "հոկ", "אָקט", "אוק", "آڪٽوبر", "أكت",
        "أكتوبر", "ئۆكتەبىر", "اكتبر", "اكتوبر", "اوْکتوْبر", "اکتوبر", "اکتوٗبر", "تشرين الأول",
        "تش١", "ܬܫ ܐ", "އޮކްޓޫބަރ", "अकटू", "अक्टू", "अक्टूबर", "अक्टोबर", "अक्तूबर", "अक्तू॰",
        "अखथबर", "आक्टूबरू", "ऑक्टो", "ओक्टोबर", "माघ", "অক্টো", "অক্টোবর", "ওক্ত", "ਅਕਤੂ",
        "ઑક્ટો", "ଅକ୍ଟୋବର", "அக்", "అక్టో", "ಅ", "ಅಕ್ಟೋ", "ഒക്ടോ", "ඔක්", "ตค", "ຕລ", "ཟླ་༡༠",
        "လိူၼ်သိပ်းဢဵတ်း", "အောက်", "အံက်", "ოქტ", "መተሉ", "ኦክተ", "ጠቀመ", "ጥቅም", "ᐊᑦ", "១០", "ọkt",
        "ọ̀wàrà", "十", "十月", "ꮪꮒ",
    ],
    &[
        "11-р сар", "11g", "11月", "11월", "aza", "bélú", "cük", "de nov", "du", "huk", "jol", "kas",
        "kit", "lap", "lapkr", "lis", "lës", "marras", "mhouney", "mij", "ngw", "nip", "nka",
        "nob", "nof", "nov", "now", "noy", "noý", "nuv", "nuw", "nvb", "nën", "nóv", "nôv", "nöw",
        "nōv", "onn", "pay", "phai", "pud", "sad", "samh", "shin", "skáb", "stu", "tach", "thg 11",
        "u7l", "ugu", "usi", "wam", "whi-ra", "win", "xim", "yahbra kati", "ɔ-o", "νοέ", "νοε",
        "абҵ", "клм", "лис", "ліс", "нов", "ное", "ноя", "нояб", "сэт", "қар", "նմբ", "נאָװ",
        "נוב", "تشرين الثاني", "تش٢", "نوامبر", "نوف", "نوفمبر", "نومبر", "نونبر", "نويابىر",
        "نوْوامبر", "ܬܫ ܒ", "ނޮވެންބަރ", "नबेज्ब़र", "नव", "नवंबर", "नवंबरू", "नवम्बर", "नव॰",
        "नोभेम्बर", "नोव्हें", "नोव्हेंबर", "फागुन", "নবে", "নভে", "নভেম্বর", "ਨਵੰ", "નવે",
        "ନଭେମ୍ବର", "நவ", "నవం", "ನ", "ನವೆಂ", "നവം", "නෙවැ", "พย", "ພຈ", "ཟླ་༡༡", "နဝ်", "နို",
        "လိူၼ်သိပ်းသွင်", "ნოე", "ሕዳር", "ም/ም", "ኀደረ", "ኖቬም", "ᓄᕕ", "១១", "ḽar", "十一", "十一月", "ꮕꮣ",
    ],
    &[
        "12-р сар", "12g", "12月", "12월", "abe", "ara", "avi", "bow", "chr", "de des", "dec", "dek",
        "des", "dets", "dez", "dhj", "dic", "dik", "dis", "dix", "diċ", "dsb", "duj", "déc",
        "dùbh", "grd", "gru", "gruod", "gòd", "haki", "joulu", "juov", "kan", "kax", "ker", "kev",
        "lit", "m-ɔ", "mati", "mng", "mnollick", "mud", "mux", "n'w", "nad", "ngo", "noll", "nye",
        "pro", "raš", "rha", "ris", "sed", "siq", "tes", "thg 12", "tis", "trisu kati", "tīs",
        "uku", "śni", "δεκ", "ахс", "гру", "дек", "дец", "жел", "сне", "тел", "ԥхынҷ", "դեկ",
        "דעצ", "דצמ", "دجنبر", "دسامبر", "دسمبر", "ديس", "ديسمبر", "دېكابىر", "كانون الأول",
        "ڊسمبر", "کا١", "ܟܢ ܐ", "ޑިސެންބަރ", "चैति", "डिसें", "डिसेंबर", "डिसेम्बर", "दिस",
        "दिसंबर", "दिसम्बर", "दिसेज्ब़र", "दिस॰", "ॾिसंबरू", "ডিস", "ডিসে", "ডিসেম্বর", "ਦਸੰ",
        "ડિસે", "ଡିସେମ୍ବର", "டிச", "డిసెం", "ಡಿ", "ಡಿಸೆಂ", "ഡിസം", "දෙසැ", "ธค", "ທວ", "ཟླ་༡༢",
        "ဒီ", "ဒဳ", "လိူၼ်ၸဵင်", "დეკ", "ተሕሳ", "ታሕሳ", "ኀሠሠ", "ዲሴም", "ᑎᓯ", "១២", "ọ̀pẹ̀", "十二",
        "十二月", "ꭵꮝ",
    ],
];

/// Words that name another month in another language.
#[rustfmt::skip]
static DOUBTFUL: [&str; 32] = [
    "chi", "her", "jen", "jol", "kan", "kho", "kor", "kwe", "kwi", "lip", "lis", "lwe", "maa",
    "mat", "maw", "mor", "msi", "mud", "nhl", "nip", "out", "pha", "phe", "sad", "sak", "see",
    "srp", "stu", "sun", "tlh", "tsh", "win",
];

#[rustfmt::skip]
static WEEKDAYS: [&str; 1025] = [
    "aaɓ", "aca", "ace", "ach", "aha", "ahd", "ajj", "ajé", "al", "alh", "all", "alt", "alx",
    "amh", "an", "ann", "aoine", "ar", "ara", "arb", "arf", "ari", "asa", "aso far", "aso gaf",
    "aso lua", "aso lul", "aso sa", "aso to'", "aso tof", "ata", "axd", "az", "aŭt", "bal", "bat",
    "baz", "bear", "bed", "ben", "ber", "beş", "bhom", "bhta", "bhti", "bi", "bil", "bin", "bir",
    "biy", "budh", "c", "cam", "caq", "caw", "cax", "cei", "cer", "che", "chi", "cho", "chu", "cn",
    "com", "cs", "cts", "cum", "czw", "céad", "cüm", "dae", "dc", "ddg", "dew", "dg", "di", "dia",
    "dib", "dic", "did", "die", "dih", "dil", "dim", "ding", "dis", "dj", "dju", "dl", "dm", "do",
    "dom", "domh", "ds", "dsg", "dt", "du", "dunn", "duor", "dur", "duş", "dv", "dwo", "déar",
    "dë", "dón", "dör", "düş", "dş", "e", "enj", "er", "erb", "etl", "faiumu", "fal", "falaile",
    "fdg", "fia", "fim", "fon", "fr", "fra", "fre", "free", "fri", "fro", "frí", "fös", "gaa",
    "gask", "gio", "giò", "gnd", "gnu", "gofua", "goo", "gqi", "gtu", "gum", "guru", "gwe", "h",
    "ham", "har", "hbi", "hla", "huw", "hën", "hós", "hā", "iau", "ig", "ij", "iki", "ila", "im",
    "isn", "j1", "j2", "j3", "j4", "j5", "jed", "jeh", "jel", "jem", "jerc", "jerd", "jes", "jeu",
    "jim", "jje", "jn", "jo", "joi", "jov", "ju", "jue", "jum", "juy", "k", "kab", "kam", "kan",
    "ke", "ken", "kha", "kt", "kug", "kwe", "kş", "l", "la", "lah", "lar", "lau", "lel", "len",
    "let", "lex", "ley", "lhd", "lin", "lit", "lkm", "llu", "lon", "lotu", "lp", "lr", "lrb",
    "lts", "lu", "luan", "lun", "lw2", "lw3", "lw4", "lw5", "lw6", "láv", "lör", "lø", "lør",
    "lûn", "lḥe", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "ma", "maan", "mac", "mad", "mak",
    "man", "mangal", "mao", "maq", "mar", "mat", "maw", "maŋ", "mbe", "mdg", "mem", "mer", "meu",
    "mgc", "mgq", "mhr", "mi", "mie", "migg", "mik", "min", "mir", "mit", "miy", "mié", "mið",
    "mma", "mo", "mok", "mon", "moq", "mos", "moš", "mso", "mth", "mug", "mun", "mus", "mvu",
    "mwd", "mwe", "mwk", "máirt", "mán", "män", "må", "mån", "mår", "mèk", "mèr", "mé", "mér",
    "më", "mër", "mön", "mōn", "mọn", "n", "naa", "nab", "nau", "nd", "ne", "ned", "nen", "nia",
    "nie", "niy", "nj", "nje", "o", "og", "ome", "on", "ons", "or", "ot", "p", "p1", "p2", "p3",
    "p4", "p5", "p6", "pa", "pan", "pay", "paz", "pe", "pel", "pen", "pet", "pi", "pia", "pin",
    "pią", "piō", "pj", "pk", "pn", "po", "pon", "pr", "prai", "pre", "prş", "pt", "pul", "pyń",
    "pzt", "pá", "pòn", "pó", "pě", "pş", "qib", "qid", "qit", "qua", "qui", "qun", "r", "ra",
    "rab", "rar", "ravi", "rob", "row", "s", "sa", "sab", "sad", "sak", "sal", "sam", "san", "sap",
    "sar", "sat", "sath", "sav", "saw", "sb", "sbt", "sdag", "sdg", "se", "sed", "seg", "sel",
    "sem", "sen", "sex", "sha", "shani", "shim", "sht", "shukra", "sib", "sie", "sin", "sis",
    "siş", "sk", "ske", "sme", "sn", "so", "sob", "soi", "som", "son", "sotn", "spe", "sr", "sre",
    "sri", "st", "stq", "str", "sts", "su", "sub", "sul", "sun", "sv", "svd", "swd", "swo", "sxe",
    "sze", "szo", "szt", "sàb", "sáb", "sön", "sø", "søn", "sāp", "sş", "sọn", "t", "t2", "t3",
    "t4", "t5", "t6", "t7", "ta", "tal", "tapu", "tas", "taus", "teo", "ter", "tha", "thu", "ti",
    "tir", "tis", "tius", "tkel", "tkem", "tlh", "tli", "tlt", "tn", "tne", "to", "tok", "tor",
    "tr", "tri", "tsa", "tsh", "ttl", "tue", "tuloto", "tum", "tun", "tus", "tuz", "tuʻa", "ty",
    "týs", "tāi", "tū", "tūs", "tọs", "ua", "ur", "ut", "uto", "v", "van", "ven", "vhi", "vi",
    "vie", "vin", "vr", "vri", "vuos", "vén", "wa", "we", "wed", "wen", "wens", "wir", "wix",
    "wiy", "wo", "wto", "wtó", "wu", "wuk", "xov", "xue", "yak", "yao", "yaw", "yei", "yek", "yow",
    "yt", "yş", "za", "zao", "ze", "zis", "zo", "zom", "zêu", "zón", "àbámẹ́ta", "àìkú", "æрт",
    "çar", "çax", "çer", "çrş", "çş", "çər", "ìsẹ́gun", "în", "út", "üçü", "ýek", "þri", "čać",
    "čet", "čt", "ġim", "ħad", "ħam", "ĵaŭ", "śro", "ş", "şen", "şim", "şnb", "šm", "št", "δευ",
    "κυρ", "παρ", "πεμ", "σαβ", "τετ", "τρι", "ам", "ас", "ах", "ахә", "ашә", "аўт", "аҩ", "аԥ",
    "ба", "бн", "бс", "бт", "бш", "бя", "вгч", "вс", "вск", "вт", "вто", "втр", "да", "дс", "душ",
    "дцг", "дш", "дүш", "еа", "жк", "жм", "жум", "изр", "иш", "кгр", "кжм", "крс", "кх", "кӏ",
    "лх", "мрб", "мя", "нд", "нед", "ня", "няд", "оп", "ор", "пай", "пан", "пет", "пн", "пнд",
    "пон", "пт", "птн", "пят", "пү", "пӏ", "пәнҗ", "ршр", "саб", "сб", "сбт", "сеш", "сиш", "ср",
    "срд", "сре", "сри", "сс", "суб", "уто", "хцб", "цпр", "чет", "чор", "чп", "чт", "чтв", "чцв",
    "чәр", "ша", "шан", "ше", "ши", "шим", "шмт", "шо", "шчм", "якш", "җом", "երկ", "երք", "կրկ",
    "հնգ", "շբթ", "ուր", "չրք", "א'", "ב'", "ג'", "ד'", "דאָנ'", "דינ'", "ה'", "ו'", "זונ'",
    "מאָנ'", "מיט'", "פֿרײַ'", "ש'", "שבת", "آتهوار", "آرتوارُ", "اتوار", "بدھ", "برىسوار",
    "بوءںوار", "بودهوار", "بٹوار", "ث", "ج", "جمع", "جمعرات", "جمعه", "جمعہ", "جُمو", "جۆمعه",
    "جۆمعه آخشامی", "ح", "خ", "د", "دوشنبه", "دووش", "ر", "س", "سنیچر", "سهشنبه", "سومرُ", "سێش",
    "ش", "شنبه", "شەم", "منگل", "منگلُ", "ن", "هفته", "هەین", "وسپت", "ي", "ٻُڌرُ", "پ", "پنجشنبه",
    "پير", "پیر", "پێنش", "چ", "چارشنبه", "چهارشنبه", "چواش", "ڇنڇر", "ژءنتروار", "ی", "یکشنبه",
    "یەکش", "ܐ", "ܒ", "ܓ", "ܕ", "ܗ", "ܥ", "ܫ", "ހުކުރު", "ހޮނިހިރު", "ހޯމަ", "ބުރާސްފަތި", "ބުދަ",
    "އަންގާރަ", "އާދީއްތަ", "आइत", "आथ", "आयतार", "आर्तवारू", "इत", "एतवार", "ऐत", "ओते", "गुरु",
    "चॅ़दुर", "छंछस", "जारुम", "जुमो", "ञुहुम", "बटु", "बाले", "बिफे", "बिर", "बिसथि", "बिहि",
    "बिही", "बीर", "बुद", "बुध", "बुध:", "बुधवार", "बृहस्पति", "बृहस्पतिः", "बृहस्पती", "बेरेसतार",
    "बोम", "ब्रस", "ब्वद", "मंग", "मंगर", "मंगल", "मंगल:", "मंगलू", "मंगळ", "मंगळवार", "मङ्गल",
    "रबि", "रवि", "रविः", "विस्पति", "शनि", "शनि:", "शनी", "शुकरार", "शुक्कर", "शुक्र", "शेनवार",
    "शोकुर", "श्नीचर", "सनि", "सनिचर", "सम", "सागुन", "सारदी", "सिंगे", "सुक", "सुखुर", "सुनि",
    "सूक", "सूमरू", "सोम", "सोम:", "सोमार", "ॿुधरू", "ইরা", "থাং", "দেও", "নিং", "নোং", "বুধ",
    "বৃহঃ", "বৃহষ্পতি", "বৃহস্পতি", "মঙ্গল", "রবি", "লৈবাক", "শগোল", "শনি", "শুক্র", "শুক্ৰ",
    "সোম", "য়ুম", "ਐਤ", "ਬੁੱਧ", "ਮੰਗਲ", "ਵੀਰ", "ਸ਼ਨਿੱਚਰ", "ਸ਼ੁੱਕਰ", "ਸੋਮ", "ગુરુ", "બુધ", "મંગળ",
    "રવિ", "શનિ", "શુક્ર", "સોમ", "ଗୁରୁ", "ବୁଧ", "ମଙ୍ଗଳ", "ରବି", "ଶନି", "ଶୁକ୍ର", "ସୋମ", "ச", "செ",
    "ஞா", "தி", "பு", "வி", "வெ", "ఆది", "గురు", "బుధ", "మంగళ", "శని", "శుక్ర", "సోమ", "ಅಂ", "ಐ",
    "ಗು", "ಬು", "ಮಂ", "ರ", "ಶ", "ಶು", "ಸೋ", "ചൊ", "ഞാ", "തി", "ബു", "വെ", "വ്യാ", "ശ", "අ", "ඉ",
    "බ", "බ්ර", "ස", "සි", "සෙ", "จ", "พ", "พฤ", "ศ", "ส", "อ", "อา", "ຄ", "ຈ", "ພ", "ພຫ", "ສ",
    "ອາ", "ཉི་", "པུར་", "མིར་", "ཟླ་", "ལྷག་", "སངས་", "སྤེན་", "ဂါ", "စန်", "တိ", "တိတ်ႉ", "တေး",
    "ဒိုတ်", "နေ", "နွေ", "ပုတ်ႉ", "လာ", "ဝါ", "သဝ်", "သိုက်", "သုၵ်း", "သော", "ဟူး", "ၚာ",
    "ၵၢၼ်း", "ၸၼ်", "ၽတ်း", "კვი", "ოთხ", "ორშ", "პარ", "სამ", "შაბ", "ხუთ", "ሃሙሳ", "ለጓ", "ሐሙስ",
    "ሓሙስ", "ማቆሳ", "ማክሰ", "ሠሉስ", "ረቡዕ", "ራብዕ", "ሰ//ን", "ሰ//ዓ", "ሰ/ሽ", "ሰ/ቅ", "ሰሉስ", "ሰሊጝ", "ሰኑ",
    "ሰኑይ", "ሰንበ", "ሰኖ", "ሰኞ", "ሳይኖ", "ቀዳሚ", "ቀዳም", "ቄራ", "ቅዳሜ", "ታላሸ", "አሩዋ", "አርባ", "ኣምድ", "ኣረር",
    "ኣርብ", "እሑድ", "እኁድ", "ከሚሽ", "ወጋ", "ዓርበ", "ዓርቢ", "ዓርብ", "ጅምዓ", "ᐅ", "ᐱ", "ᓇ", "ᓈ", "ᓕ", "ᓯ",
    "ᕿ", "ច", "ពុ", "ព្រ", "ស", "សុ", "អ", "អា", "ṋa", "ṱan", "ẹtì", "ọjọ́bọ", "ọjọ́rú", "一", "三",
    "二", "五", "六", "四", "土", "日", "月", "木", "水", "火", "金", "ꮕꭹꮑ", "ꮖꮝꭼ", "ꮘꮥꮎ", "ꮙꮕꭿ", "ꮤꮅꮑ",
    "ꮶꭲꮑ", "ꮷꮎꭹ", "금", "목", "수", "월", "일", "토", "화",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_folded() {
        for table in MONTHS.iter().copied().chain([&DOUBTFUL[..], &WEEKDAYS]) {
            assert!(table.is_sorted(), "{table:?}");
            assert!(table.iter().all(|name| fold(name) == *name), "{table:?}");
        }
    }

    #[test]
    fn each_name_is_one_month_in_any_case() {
        for (number, names) in (1..).zip(&MONTHS) {
            for name in *names {
                // Some letters have no capital of their own.
                let upper = Some(name.to_uppercase());
                let upper = upper.filter(|upper| upper.chars().count() == name.chars().count());
                let upper = upper.as_deref().unwrap_or(name);
                let found = [*name, upper, &format!("{name}.")].map(month);
                let doubt = DOUBTFUL.contains(name).then_some(Doubt::Month);
                assert_eq!(found, [Some((number, doubt)); 3], "{name}");
            }
        }
        let number = |name| month(name).map(|(number, _)| number);
        for (name, expected) in [
            ("Mär", 3),
            ("MÄR", 3),
            ("déc.", 12),
            ("EKİ", 10),
            ("10月", 10),
            (" 1月", 1),
            ("1월", 1),
            ("Thg 11", 11),
            ("ม.ค.", 1),
            ("окт", 10),
            ("ОКТ.", 10),
            ("lis", 11),
            ("out", 10),
            ("១២", 12),
        ] {
            assert_eq!(number(name), Some(expected), "{name}");
        }
        for other in ["", ".", "10", "host", "jany", "\u{fffd}"] {
            assert_eq!(number(other), None, "{other}");
        }
        assert!(["Di", "jeu.", "木", "So", "CN"].iter().all(|name| is_weekday(name)));
        assert!(!is_weekday("host") && !is_weekday(""));
    }
}
