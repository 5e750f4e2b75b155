"""Which everyday words speak of hands, and when: the language knowledge behind `suggest`.

A word such as "rock" or "three" names a gesture only near a hand ("three fingers") or after a
verb of showing ("flashing rock"); "clapping" does so by itself. The tables are written by hand
and hold words; `stems` are made of them once.
"""

from __future__ import annotations

from toolkit.suggesting.stemming import stem


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


STOP = _stems(
    "a an the of with and or in on at to from by for as is are be was were it its this that these "
    "those there while into onto over under against through than then very so if not no only but "
    "her his him she he my your their our i you we they me them who which what do does has have "
    "hand gesture sign symbol s t like"
)
HAND = _stems(
    "hand finger thumb fist palm gesture pinky wrist knuckle mudra fingertip fingernail "
    "handed index"
)
PERSON = _stems(
    "woman man girl boy person child kid baby lady guy gentleman he she her his him someone "
    "somebody anyone everybody portrait selfie people crowd couple family mother father mom dad "
    "grandmother grandfather grandma grandpa brother sister friend lover bride groom monk nun "
    "priest pope saint angel buddha jesus teacher student pupil soldier sailor pilot officer "
    "policeman policewoman cop referee judge lawyer doctor nurse dentist surgeon dancer singer "
    "player actor actress musician violinist pianist guitarist drummer conductor painter artist "
    "writer author poet typist chef cook waiter waitress barista king queen prince princess knight "
    "warrior samurai ninja wizard witch magician clown pirate santa astronaut worker farmer "
    "fisherman hitchhiker boxer athlete runner climber surfer driver businessman businesswoman "
    "politician president speaker presenter model fan audience tourist passenger traveler "
    "traveller hiker barber tailor potter beggar geisha bodybuilder sculptor mime spectator "
    "1girl 1boy 2girls 2boys teenager adult elder human character hero heroine villain vampire "
    "zombie elf robot android host hostess musician"
)
# Verbs after which a thing is in the hand, or a word is shown with it.
SHOWING = _stems(
    "show make give flash say sign signal throw do form gesture count indicate display raise "
    "hold grasp grip clutch carry lift use take pick squeeze grab wield swing drink sip open pull "
    "push press turn pinch catch write draw paint"
)
# In a text they only bring the thing: "holding a cup" is about the cup.
HOLDING = _stems("hold show make give carry take use")
# Words that name what hands do wherever they stand.
UNMISTAKABLE = _stems(
    "fist shaka namaste facepalm mudra clap pray handshake pinch salute shush vulcan spock "
    "thumbsup beckon fingerspell pinky gassho anjali kowtow"
)
# Verbs of the hand: enough of a longer phrase when they are there.
ACTIONS = UNMISTAKABLE | _stems(
    "wave point type write grasp grip clench snap knock scratch beckon squeeze punch slap sew knit "
    "paint draw knead peel stir cut pluck strum dial swipe tap text pour drink hitchhike shake "
    "count frame rub tickle cup steeple interlace interlock hush silence greet measure "
    "beg dribble throw tie button zip"
)
# Words that are known to be spelt as they are meant.
SPELT_AS_MEANT = STOP | HAND | PERSON | SHOWING | ACTIONS
# With this ending they speak of a hand even where nobody is named: "waving from a train".
ING_SPEAKS = _stems("wave point type write clap pray pinch beckon salute")
# Too common to name a gesture without a hand or a verb of showing near by.
EVERYDAY = _stems(
    "zero one two three four five six seven eight nine ten good bad perfect ok tiny small little "
    "big quiet silent silence peace love rock stone paper scissors call stop halt hello hi bye "
    "goodbye heart ring bird approval yes no metal horn luck gun pistol letter number victory rest "
    "resting loose relaxed relax open closed close flat cup glass bow claw hook circle round "
    "square tube phone "
    "telephone camera photo picture money time out frame cross crossed x mask lotus flower peacock "
    "tiger swan deer moon crescent snake lion bee bird arrow trident flag tree door hammer ball "
    "bottle plate disk disc coin key card pen pencil knife fork spoon chopstick book bag rope "
    "stick lid jar needle thread brush screwdriver eye face half straight long short curved bent "
    "high low back front side palm fish parrot spider man butterfly dog wolf rabbit bunny shadow "
    "egg house roof temple cage star light candle bowl offering gift food rice drum guitar piano "
    "violin keyboard laptop mouse steering wheel handle suitcase umbrella bucket box tray lamp "
    "sword shield bat racket cigarette smoke tea coffee wine point wave draw paint frame cut pour "
    "drink text tap shake button tie measure count power light large medium lateral precision "
    "diamond triangle begging lock gate point air quote quotes whatever loser timeout pause "
    "worship welcome hug dance traditional indian classical american european german chinese "
    "korean italian japanese play game sport work rescue fear shock surprise anger joy table "
    "chair desk wall window floor road street hair hip waist pocket chin cheek mouth lip head "
    "shoulder chest forehead ear nose neck knee lap arm elbow belt skin body clothes look see "
    "watch sit stand sleep walk run lie smile wear line spell"
)
# Say nothing alone: parts of the hand and directions.
NEVER_ALONE = _stems(
    "thumb index middle ring little up down left right sideways together apart forward toward away "
    "finger fingertip nail behind between tip raised bent curled straight spread extended "
    "stretched touching facing viewer camera side front back hold show make raise take give "
    "tightly held closed open wide "
    "letter asl language all both other each"
)
# The words that turn a hand's word into something else.
ELSEWHERE = {
    stem(word): _stems(others)
    for word, others in {
        "wave": "ocean sea surf surfer beach shore sound radio hair heat flag water tsunami light",
        "palm": "tree beach oil leaf frond island oasis grove desert",
        "point": "view vantage pen needle gun decimal meeting",
        "type": "blood font",
        "rock": "mountain climb climber beach cliff river stone music band concert garden",
        "peace": "treaty dove world war",
        "cross": "church road street",
        "clap": "thunder",
        "hand": "clock watch second",
        "call": "center centre",
        "stop": "bus tram",
        "pinch": "salt pepper",
    }.items()
}
# Other words for what the vocabulary names.
SYNONYMS: dict[str, frozenset[str]] = {
    stem(word): _stems(others)
    for word, others in {
        "mug": "cup",
        "teacup": "cup",
        "goblet": "glass",
        "wineglass": "glass",
        "tumbler": "glass",
        "smartphone": "phone",
        "cellphone": "phone",
        "iphone": "phone",
        "mobile": "phone",
        "telephone": "phone",
        "pencil": "pen",
        "keyboard": "type",
        "typist": "type",
        "typewriter": "type",
        "texting": "phone",
        "writer": "write",
        "signing": "write",
        "scribbling": "write",
        "worship": "pray",
        "farewell": "wave",
        "greeting": "wave",
        "greet": "wave",
        "goodbye": "wave",
        "shake": "handshake",
        "punch": "fist",
        "boxing": "fist",
        "shushing": "hush",
        "silence": "hush",
        "grasp": "grab",
        "seize": "grab",
        "clutch": "grip",
        "spock": "vulcan",
        "hitchhiking": "hitchhiker",
        "photographing": "picture",
        "photograph": "picture",
        "photo": "picture",
        "victory": "peace",
        "okay": "ok",
        "thumbsup": "like",
        "umbrella": "handle",
        "suitcase": "handle",
        "briefcase": "handle",
        "bucket": "handle",
        "handbag": "bag",
        "crossed": "cross",
    }.items()
}

VIEWS = _stems(
    "view close closeup angle shot perspective behind profile overhead frontal macro viewer "
    "foreshortened above below"
)
SIDES = _stems("left right")
FINGERS = _stems("thumb index middle ring pinky little fingertip knuckle fingers forefinger")

# Chinese. A text with one of these characters speaks of a hand by itself.
HAN_HAND = frozenset("手指拇掌拳握捏抓")
HAN_PERSON = frozenset("人女男孩她他我妈爸爷奶师生员者友客兵僧婴")
HAN_SHOWING = frozenset("比做打说竖伸摆举拿握端捧捏抓持给")
# Words with the character for hand that mean none.
HAN_NO_HAND = (
    *("手机", "对手", "水手", "歌手", "选手", "手表", "手工", "扶手", "把手", "助手", "新手"),
    *("高手", "手枪", "手电", "手册", "手术", "手套", "手提", "人手一", "二手", "指南", "指挥"),
    *("鼓手", "凶手", "猎手", "杀手", "国手", "首脑", "指标", "掌柜", "指甲油", "戒指"),
)
HAN_UNMISTAKABLE = (
    *("祈祷", "祷告", "合十", "鼓掌", "拍手", "敬礼", "打字", "写字", "比心", "点赞", "作揖"),
    *("招手", "挥手", "自拍", "比耶", "剪刀手", "嘘声", "拉钩", "捏合"),
)
HAN_EVERYDAY = frozenset(
    ("手枪", "爪子", "手机", "手背", "手掌", "手套", "食指", "中指", "小指", "打电话", "放松")
)
HAN_FILLERS = str.maketrans("拿端持捧", "握握握握", "着了起住个只支把根一在的子")
HAN_VIEWS = ("视角", "特写", "正面", "背面", "侧面", "镜头", "俯视", "仰视", "近景")
HAN_SIDES = ("左手", "右手")
HAN_FINGERS = ("拇指", "食指", "中指", "无名指", "小指", "指尖", "手指")
