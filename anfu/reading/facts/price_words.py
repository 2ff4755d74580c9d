"""Words that tell whether a numeral without a unit is money: before it, behind it and anywhere in the utterance."""

from __future__ import annotations

import re

from anfu.reading.facts.measures import COUNTER
from anfu.reading.facts.numerals import NUMERAL, ONES

_VERBS = (
    r"(?<![多至])少了|扣|收|花|付|赔|退|欠|刷|转|充|缴|交|损失|价值|罚|贷|借|(?<!内)存|骗|亏|给|值|卖|补|抽|返|减|抵|降|涨|(?<![就打])算|送|"
    r"加(?![班热油])|汇|取|吞|报价|(?<![海汇举日])报(?![修装警名])|入账|到账|报销|赔付|补偿|赔偿|冻结?|垫|投|捐|搭|贴|定损|划|盗刷|走|变成?|改成?|升|"
    r"省|(?<![差么好])多|(?<![需主])要|换|办|找(?=[您你我])|差(?![不点评别一])|免"
)
_NOUNS = (
    r"[押定订压]?金|货款|退款|余额|总共|一共|合计|金额|价格?|保额|租金?|款|首付|费用?|额度|限额|套餐|月供|利息|账单|月租|零钱|手工|材料|工资|"
    r"[到实应]付|优惠|市价|团购|专柜|最低|最高|平时|人均"
)
_LINK = (
    r"走|掉|去|款|到|出|进|了|过|回|成|那个|这个|我们?|咱们?|俺|的|是|他们?|她|你们?|您|人家|将近|大概|差不多|大约|约|快|有|整整|足足|那|这|小|近|"
    r"都|就|不止|至少|起码|里|还|剩|才|只|又|要|收|得|也|能|共|总共|一共|一下子?|居然|竟然|为|在|上|下|写|:|\s"
)
BEHIND_MONEY = re.compile(rf"(?:{_VERBS}|{_NOUNS})(?:{_LINK})*$")
"""A word of money right before: 「扣了我八十」, 「余额还有一千」."""
MONEY = re.compile(
    rf"{_NOUNS}|块|元|钱|[¥￥]|扣|收费|收我|收了|花了?|付|赔|退|欠|充|刷|缴|罚|买|卖|价|报销|转账|转了|存|抽|(?<![就打])算|便宜|贵|卡里|账户|"
    r"[这上每]个?月|[年月次]卡|会员"
)
"""A word that makes sums likely in the whole utterance."""
FOR_ONE = re.compile(
    rf"(?:一{COUNTER}(?!月)[^,。!?]{{0,4}}|[那这](?![个位天年月次周]){COUNTER}[^,。!?]{{1,3}}"
    rf"|[{ONES}十百\d]{COUNTER}(?<!号)(?!月)[^,。!?只才我是实的有在到\s]{{1,4}})$"
)
"""What is priced stands right before: 「一碗面二十八」, 「五十斤大米一百六」."""
EVERY = re.compile(r"(?:每|一)(?:个?月|年|天|小时|个?礼拜|个?星期|周|次)(?:多|要|是|才|就|得|都)*$")
OF_MONEY = re.compile(
    r"(?:多|来|几)?的?(?:[^,。!?\d了还要交没不都就也是才]{0,4}费(?![了劲电]|用了)|利息|差价|红包|[押定订]金|话费|补贴|优惠|代金券|补偿|赔偿|违约金|奖金|本金|"
    r"减[一二两三四五六七八九十\d])"
)
"""A noun of money right behind: 「四十差价」, 「三百年费」, 「满九十九减五」."""
PRICED = re.compile(r"的(?!人|老|小伙|大爷|大妈|阿姨|时候|话|概率|可能)[^,。!?\s]")
TAG = re.compile(r"\d+\.(?:9|99|8|88|5)(?=的|包邮)")
THAT_ONE = re.compile(r"的(?:$|[,。!?])")
TARIFF = re.compile(r"的?(?:套餐|会员|月租|档|礼包|那个|流量包)")
MAY_FOLLOW = re.compile(
    r"\s*(?:$|[,。!?;:、…~\"”」)]|[的了吧吗啊呢嘛呀啦哦呗咧嘞没不我你他她给都就还也是买变到降涨退扣以整多几又说要怎为凭被这那从跟和加减改交收付花"
    r"充送赔补抵转打卖拿哪啥全剩差少封起才每抢存刷算平上下结实现今昨明至其一两办调省能跑喝吃用订便穿戴开住换]|套餐|月租|会员|优惠|押金|左右|出头)"
)
"""What may stand behind a sum, as no noun that would be counted does."""
ALONE = re.compile(r"(?:^|[,。!?;:\s])$")

# What is numbered or measured.
_BY = r"(?:号码?|是|为|的|:|\s|开头|是多少|从|说|写着?|标着?|显示|应该|实际|才|只有)*$"
NAMED = re.compile(
    r"(?:尾号|后[两三四五六]位|单号|编号|号|工号|验证码|密码|取件码|型号|房间?|门牌|车牌|航班|电话|座机|手机|分机|频道|版本|邮编|身份证|代码|错误码?|"
    r"内存|卡|尾数|[+]|iphone|苹果|小米|华为|荣耀|mate|[a-z]|[楼栋幢室]|单元|排到|[:.\-/*_]|打|拨)" + _BY
)
"""Figures behind these are the number of something."""
MEASURED = re.compile(
    r"(?:第|前|发成|拍成|写成|温度|体温|(?<!季)度数?|血[压糖脂][^,。]{0,4}|[高低]压|心率|体重|身高|尺码|鞋码|分之|双|点|周|星期|礼拜|早上|上午|下午|"
    r"晚上|凌晨|中午|考[了进]?|得分|评分|信用分|等到|截止到?|时速|车速|速度|网速|跑了|(?<![少多])开了|行驶|公里数|放电|续航|延迟|转速在?|电量|指数|"
    r"底数|读数|倒数|内存|活到|号码?)" + _BY
)
DATED = re.compile(r"[一二三四五六七八九十\d正腊冬下本]月$")
AGED = re.compile(
    r"(?:一个[一二三四五六七八九十]+|俩|我|俺|妈|爸|爷爷|奶奶|娘|公公|婆婆|她|他|伴|老人家?|师傅|师父|父亲|母亲|女儿|儿子|孩子|今年|年纪|年龄|刚满|"
    r"未满|年满|过了|虚岁|周岁)(?:一个|都|也|已经|今年|快|才|刚|是)*$"
)
OLD_ONE = re.compile(r"的(?:人|老|小伙|大爷|大妈|阿姨|师傅|母|父|爷|奶)")
OLD_NOW = re.compile(r"多?了")
PER_CENT = re.compile(r"百分之|\d%|年化|利率")
GIGABIT = re.compile(r"[百千万]兆")
SHOE = re.compile(rf"[{ONES}十\d]码")
SIZED = re.compile(rf"(?P<size>{NUMERAL})(?:公?斤|克|度(?!电)|兆|寸|公分|厘米|毫米|米|瓦|公里|毫安|升|平)")
YEAR = re.compile(r"(?:19[5-9]|20[0-3])\d")
HOLIDAY = re.compile(r"十一|五一|六一八?|三一五|618|315|1111|1212|二百五|三七|三八")
FORMAT = re.compile(
    r"[\d.万亿]+(?:[kw](?:的|超|大)?(?:电视|屏|高清|画质|超清|分辨率|显示器|投影|视频|快?充|功率|灯|电机|闪充|适配)|[-/:]\d|[a-jl-vx-z])"
)
"""Sizes and dates written like sums: 「4k电视」, 「2024-05-01」."""
COUNTS = re.compile(
    rf"\s*(?:多|来|几|余)?(?:{COUNTER}|[后前](?:面|半|天)|不锈|(?:到|至|-|~)[{ONES}十百千万\d]+(?:多|来|几)?{COUNTER}|分之|比|点[{ONES}]|:|号|"
    r"开头|结尾|打头)"
)
"""What makes the numeral before it a count, a place in a number or half a fraction."""

# Numbers that are called, and codes that machines show.
HOTLINE = re.compile(r"1(?:2[13]\d\d|00\d\d|1[0-9]|2[0-2])|9\d{4}|[48]00\d*|114")
CALLING = re.compile(r"(?:给|打|拨|转|投诉到?|报|去|走|在|找|上|向|跟|和|到)[^了,。]{0,4}$|报了$")
STORAGE = re.compile(r"(?:32|64|128|256|512)(?:\.0)?")
ERROR = re.compile(r"(?:报错?|网页|页面|代码|显示|提示)(?:是|为|都|一直)*$")
