"""Who and what appears in the demo month: names, streets, appliances, faults, and how often."""

# ruff: noqa: E501  (a table is read by its rows)

from .cases import FAULTS, Fault

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹"
GIVEN_NAMES = (
    "建华", "秀兰", "志明", "丽娟", "海燕", "国强", "雪梅", "文杰", "晓东", "玉珍", "俊峰", "佳怡", "思远", "春花",
    "永刚", "慧敏", "振宇", "美玲", "立新", "雨欣", "德胜", "静怡", "浩然", "桂英", "明辉", "婷婷", "卫东", "小芳",
)  # fmt: skip
#: District, xml name of its territory (S3), streets.
DISTRICTS = (
    ("徐汇区", "center", ("龙华中路", "斜土路", "宜山路", "天钥桥路")),
    ("静安区", "center", ("江宁路", "新闸路", "万航渡路", "共和新路")),
    ("浦东新区", "pudong", ("张杨路", "浦建路", "锦绣路", "成山路")),
    ("长宁区", "center", ("仙霞路", "天山路", "虹桥路", "延安西路")),
    ("嘉定区", "north", ("塔城路", "清河路", "墅沟路", "福海路")),
    ("松江区", "south", ("人民北路", "中山二路", "荣乐东路", "谷阳北路")),
)
ORGANISATIONS = (
    "上海云栖酒店管理有限公司",
    "上海晨光实验小学",
    "上海锦园物业管理有限公司",
    "上海瑞康医疗门诊部",
)
ENGINEERS = ("赵国栋", "钱立军", "孙志勇", "周建军", "吴晓峰")
#: How well an engineer knows each kind of appliance; the next engineer begins one further on.
SKILLS = {"ac": "3", "washer": "2", "heater": "2", "fridge": "1", "tv": "2"}
#: The two branches outside the centre, and the districts they serve.
STATIONS = {"station1": "浦东新区", "station2": "松江区"}
#: xml name, name, model, category, list price, cost: appliances beside those of product_demo.xml.
PRODUCTS = (
    ("fridge_double", "华信对开门冰箱 520升", "BCD-520W", "category_fridge", 4299, 2860),
    ("fridge_small", "华信三门冰箱 236升", "BCD-236T", "category_fridge", 2199, 1450),
    ("tv_65", "华信液晶电视 65英寸", "HX65U7", "category_tv", 3999, 2700),
    ("tv_50", "华信液晶电视 50英寸", "HX50E5", "category_tv", 1999, 1300),
    ("washer_dryer", "华信洗烘一体机 10公斤", "XQG100-20H", "category_washer", 4599, 3050),
)
#: Product, how often, beginning of its serial numbers, its faults with how often.
APPLIANCES = (
    ("ac_wall", 9, "HXA35", {"ac_weak": 4, "ac_start": 2, "ac_noise": 2, "ac_board": 1, "ac_leak": 7, "ac_clean": 6}),
    ("ac_floor", 4, "HXA72", {"ac_weak": 3, "ac_noise": 2, "ac_leak": 5, "ac_clean": 3, "ac_compressor": 1}),
    ("washer_drum", 7, "HXX10", {"washer_drain": 3, "washer_inlet": 2, "washer_seal": 2, "washer_board": 1, "washer_shake": 8}),
    ("washer_top", 3, "HXX09", {"washer_drain": 3, "washer_inlet": 3, "washer_shake": 3}),
    ("washer_dryer", 2, "HXX20", {"washer_drain": 3, "washer_seal": 2, "washer_shake": 2}),
    ("heater_gas", 5, "HXR16", {"heater_ignite": 4, "heater_unstable": 5}),
    ("heater_electric", 4, "HXD06", {"heater_cold": 5}),
    ("fridge_double", 4, "HXB52", {"fridge_warm": 4, "fridge_frost": 3, "fridge_noise": 2}),
    ("fridge_small", 4, "HXB23", {"fridge_warm": 3, "fridge_leak": 3, "fridge_noise": 2}),
    ("tv_65", 3, "HXT65", {"tv_black": 2, "tv_network": 4}),
    ("tv_50", 2, "HXT50", {"tv_dead": 2, "tv_network": 4}),
)  # fmt: skip
MONTH_FAULTS = FAULTS | {
    "fridge_warm": Fault("冷藏室不冷，食物变质。", "清理风道，校正温度传感器位置。", "冷藏室 4 ℃，正常。", 1),
    "fridge_frost": Fault("冷冻室结冰很厚，抽屉拉不开。", "人工除冰，调整门封。", "化霜正常。", 1.5),
    "fridge_noise": Fault("夜里响声大，震动。", "调平箱体，紧固压缩机脚垫。", "运行平稳。", 0.5),
    "fridge_leak": Fault("冰箱底部漏水。", "疏通化霜水孔，清洁接水盘。", "不再漏水。", 0.5),
    "tv_black": Fault("有声音没图像。", "重插屏线，更新固件。", "图像正常。", 1),
    "tv_dead": Fault("指示灯不亮，无法开机。", "更换电源保险并检测电源板。", "开机正常。", 1),
    "tv_network": Fault("连不上无线网络，无法看节目。", "升级系统，重新配置网络。", "播放正常。", 0.5),
}  # fmt: skip
CHANNELS = {"phone": 68, "web": 16, "email": 4, "counter": 8, "station": 4}
FOLLOW_UPS = (
    "客户表示问题已解决，对服务满意。",
    "已解决，客户说师傅很准时。",
    "已解决，客户希望下次提前电话联系。",
    "已解决，使用正常。",
    "已解决，师傅态度好，讲解清楚。",
    "回访接通，客户确认故障排除。",
    "已解决，客户询问延保价格，已告知。",
    "家属接听，称机器运转正常。",
)
#: Levels and remark of who answers the opinion card: after a visit in time, and after one that began late.
OPINIONS = {
    "good": (
        (("very", "very", "very", "very"), "师傅很专业，当天就修好了。"),
        (("very", "satisfied", "very", "very"), "服务态度好，收费透明。"),
        (("very", "very", "very", "satisfied"), ""),
        (("satisfied", "very", "satisfied", "satisfied"), "修得不错，就是要自己擦地。"),
        (("satisfied", "satisfied", "satisfied", "satisfied"), ""),
    ),
    "late": (
        (("satisfied", "satisfied", "unsatisfied", "satisfied"), "约好的时间没到，等了很久。"),
        (("fair", "satisfied", "fair", "fair"), "师傅迟到，也没有提前打电话。"),
        (("satisfied", "very", "fair", "fair"), "修好了，但是不准时。"),
    ),
}  # fmt: skip
#: Appliances of the centre itself, whose jobs are internal (S1, type D).
OWN_UNITS = 12
#: How else customers put the same fault.
FAULT_TEXTS = {
    "ac_weak": ("开了一小时还是不凉，出风是温的。", "客厅空调制冷越来越差，去年还好。"),
    "ac_start": ("外机不转，只吹自然风。", "空调开机几分钟后外机就停了。"),
    "ac_noise": ("内机嗡嗡响，晚上没法睡。", "一开高风就有摩擦声。"),
    "ac_board": ("按遥控器没有任何反应。", "停电之后就开不了机了。"),
    "ac_leak": ("内机漏水，滴到地板上。", "制冷时出风口往外滴水。"),
    "ac_compressor": ("一开制冷就跳闸。", "外机有焦味，空气开关推不上。"),
    "ac_clean": ("想清洗一下，出风有霉味。", "入冬前保养，滤网很脏。"),
    "washer_drain": ("洗完水排不掉，报 E21。", "脱水前卡住，桶里都是水。"),
    "washer_inlet": ("进水要等很久，报 E10。", "水龙头开着，机器不进水。"),
    "washer_seal": ("洗衣时门边渗水。", "门圈破了，地上一滩水。"),
    "washer_board": ("插上电没有显示。", "洗到一半断电，之后按键没反应。"),
    "washer_shake": ("甩干时跳得厉害。", "新机器，脱水时整机走动。"),
    "heater_ignite": ("打火好几次才着，有时报 E1。", "热水器点不着火，电池刚换过。"),
    "heater_unstable": ("洗澡时水一会烫一会凉。", "水温调不稳，忽高忽低。"),
    "heater_cold": ("指示灯亮，水不热。", "烧了三个小时水只有一点温。"),
    "fridge_warm": ("冷藏不制冷，菜都坏了。", "上面不冷，下面冷冻正常。"),
    "fridge_frost": ("冷冻室全是冰，门关不严。", "结霜太快，一周就满。"),
    "fridge_noise": ("冰箱嗡嗡响，隔着门都听得到。", "启动时咚的一声，最近越来越响。"),
    "fridge_leak": ("冰箱下面有水。", "冷藏室底部积水，擦了又有。"),
    "tv_black": ("能听到声音，屏幕是黑的。", "看着看着屏幕就黑了。"),
    "tv_dead": ("电视按开机没反应，红灯也不亮。", "雷雨之后打不开了。"),
    "tv_network": ("电视连不上 Wi-Fi。", "看视频一直转圈，手机网络正常。"),
}
CANCELS = ("客户称商品已自行恢复正常。", "客户出差，改日再约。", "重复报修，已合并处理。")
DECLINE = "客户认为报价过高，暂不维修。"
