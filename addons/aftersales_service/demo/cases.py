"""What happens in the demo story: faults of the appliances, and one row per service order."""

# ruff: noqa: E501  (a table is read by its rows)

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """What the customer reports, and what the engineer does about it (hours of work, parts)."""

    text: str
    handling: str
    result: str
    hours: float
    parts: tuple = ()


@dataclass(frozen=True)
class Case:
    """One order of the story.

    :param until: the last step it takes (`story.STEPS`, "parts" or "cancelled")
    :param days: days ago that the customer called; 0: within the last three hours
    :param hour: local hour of the call; `minute` is its minute
    :param plan: days ago (negative: ahead) and hour of the visit; empty: the engineer's next free hour
    :param station: does the job instead of the engineer; without `plan` it has not accepted it yet
    :param looked_at: parts and fees are known although the job waits in assessment
    :param taken_in: values of the goods receipt when the unit came to the workshop (S8)
    :param override: service type and reason set by the dispatcher (S1)
    :param no_repeat: why the dispatcher says that it is no repeat of the job before (S11)
    :param extra: what the engineer sold besides the repair (S14)
    """

    key: str
    fault: str
    until: str
    days: int
    hour: int = 9
    minute: int = 0
    unit: str = ""
    partner: str = ""
    product: str = ""
    contact: str = ""
    engineer: str = "engineer"
    station: str = ""
    channel: str = "phone"
    priority: str = "0"
    plan: tuple = ()
    looked_at: bool = False
    on_credit: bool = False
    taken_in: dict = field(default_factory=dict)
    override: tuple = ()
    no_repeat: str = ""
    extra: str = ""
    follow_up: str = "客户表示问题已解决，对服务满意。"
    cancel: str = ""
    cancel_at: str = "registered"


FAULTS = {
    "ac_weak": Fault("制冷效果差，开机半小时室温不降。", "检漏并补充制冷剂，清洗过滤网。", "出风口温度 9 ℃，制冷正常。", 1.5, (("refrigerant", 1),)),
    "ac_start": Fault("室外机不启动，室内机有风但不冷。", "检测后更换压缩机启动电容。", "室外机启动正常，运行电流 4.2 A。", 1, (("capacitor", 1),)),
    "ac_noise": Fault("室内机运转时异响，噪音很大。", "更换室内机风扇电机。", "试机 30 分钟，无异响。", 1.5, (("fan_motor", 1),)),
    "ac_board": Fault("遥控开机无反应，显示板不亮。", "检测电源后更换室内机主控板。", "各功能恢复正常。", 2, (("ac_board", 1), ("ac_remote", 1))),
    "ac_leak": Fault("室内机滴水，墙面已经受潮。", "疏通冷凝水管，重新调整坡度。", "排水通畅，不再滴水。", 1),
    "ac_compressor": Fault("室外机跳闸，无法制冷。", "压缩机绕组对地短路，需更换压缩机。", "更换后运行正常。", 3.5, (("compressor", 1), ("refrigerant", 2))),
    "ac_clean": Fault("换季前要求清洗保养。", "拆洗室内外机，检查电气接线。", "保养完成，各项参数正常。", 2),
    "washer_drain": Fault("不排水，屏幕显示 E21。", "更换排水泵，清理异物。", "排水正常，洗涤程序走完。", 1, (("drain_pump", 1),)),
    "washer_inlet": Fault("进水很慢，显示 E10。", "清洗滤网并更换进水阀。", "进水正常。", 0.5, (("inlet_valve", 1),)),
    "washer_seal": Fault("门封处漏水。", "更换门封圈。", "试洗一次，无渗漏。", 1.5, (("door_seal", 1),)),
    "washer_board": Fault("通电无反应，按键全部失灵。", "电脑板烧坏，需更换电脑板。", "更换后各程序正常。", 1, (("washer_board", 1),)),
    "washer_shake": Fault("脱水时整机移位，震动大。", "重新调平，拆除残留的运输螺栓。", "脱水平稳。", 0.5),
    "heater_ignite": Fault("打不着火，连续点火后显示 E1。", "更换点火器，清理火排积碳。", "点火一次成功。", 1, (("igniter", 1),)),
    "heater_unstable": Fault("出水忽冷忽热。", "更换燃气比例阀并调整二次压力。", "恒温正常，波动小于 1 ℃。", 1.5, (("gas_valve", 1),)),
    "heater_cold": Fault("加热一晚水还是凉的。", "更换加热管和镁棒，清除水垢。", "升温正常，漏电保护测试通过。", 1.5, (("heating_tube", 1), ("anode", 1))),
}  # fmt: skip

#: What customers answered on their opinion cards: the four levels, and a remark.
OPINIONS = {
    "2": (("very", "very", "very", "very"), "师傅很专业，收费透明。"),
    "3": (("very", "satisfied", "fair", "satisfied"), "希望下次能预约晚上。"),
    "4": (("very", "very", "satisfied", "very"), ""),
    "5": (("satisfied", "satisfied", "satisfied", "satisfied"), ""),
    "6": (("satisfied", "very", "fair", "fair"), "修得好，就是晚了半小时。"),
    "8": (("very", "very", "very", "satisfied"), "讲解很清楚。"),
    "11": (("very", "very", "very", "very"), ""),
    "12": (("satisfied", "fair", "satisfied", "satisfied"), "墙上的水渍没有处理。"),
}

CASES = (
    # Closed: paid, free, under contract, internal
    Case("1", "ac_start", "closed", 20, 9, 12, unit="chen_ac"),
    Case("2", "washer_drain", "closed", 20, 14, 5, unit="zhu_washer", engineer="engineer2"),
    Case("3", "heater_ignite", "closed", 19, 10, 30, unit="xu_heater", follow_up="客户满意，希望下次能预约晚上。"),
    Case("4", "ac_weak", "closed", 18, 8, 50, unit="hotel_multi", contact="前台 沈经理", priority="1"),
    Case("5", "washer_seal", "closed", 17, 15, 20, unit="guo_washer", engineer="engineer2"),
    Case("6", "ac_noise", "closed", 17, 11, 0, unit="huang_ac"),
    Case("7", "ac_clean", "closed", 16, 9, 40, unit="own_ac", engineer="engineer2"),
    Case(
        "8", "heater_cold", "closed", 15, 13, 15, unit="sun_heater", channel="counter", engineer="engineer2",
        taken_in={"accessories": "说明书、电源线", "condition": "外壳轻微划痕，进水口有水垢。", "storage_place": "A-03"},
    ),
    Case("9", "ac_board", "closed", 14, 16, 10, unit="school_ac2", contact="总务处 钱老师", channel="email", on_credit=True),
    Case("10", "washer_inlet", "closed", 13, 10, 0, unit="li_washer", engineer="engineer2"),
    Case("11", "ac_leak", "closed", 12, 9, 25, unit="hotel_ac1", contact="前台 沈经理"),
    Case("12", "ac_start", "closed", 12, 14, 45, unit="estate_ac", contact="工程部 吕师傅", engineer="engineer2"),
    Case("13", "heater_ignite", "closed", 11, 8, 35, unit="hu_heater", channel="web", extra="co_alarm"),
    # To call back
    Case("14", "ac_weak", "follow_up", 8, 9, 5, unit="ma_ac"),
    Case("15", "washer_shake", "signed", 5, 10, 50, unit="zhao_washer", engineer="engineer2"),
    Case("16", "heater_cold", "follow_up", 6, 9, 15, unit="yang_heater", priority="1"),
    Case("17", "heater_unstable", "signed", 4, 13, 40, unit="hotel_heater", contact="前台 沈经理", engineer="engineer2"),
    Case("18", "washer_drain", "follow_up", 7, 15, 30, unit="zhou_washer", station="station1", plan=(6, 10)),
    Case(
        "19", "ac_leak", "signed", 6, 11, 20, unit="wang_ac",
        override=("C", "两周内同一位置再次漏水，按返修免费处理。"),
    ),
    # To settle
    Case("20", "ac_noise", "paid", 7, 9, 55, unit="chen_ac"),
    Case("21", "heater_unstable", "posted", 5, 8, 45, unit="liu_heater", engineer="engineer2"),
    Case("22", "washer_inlet", "invoiced", 4, 16, 20, unit="he_washer", engineer="engineer2"),
    Case("23", "ac_weak", "signed", 2, 9, 30, unit="zhang_ac", override=("A", "用户自行移机造成泄漏，不在保修范围。")),
    Case("24", "washer_seal", "signed", 2, 10, 15, unit="zhang_washer", station="station2", plan=(1, 9), channel="web"),
    Case("25", "ac_start", "posted", 6, 14, 0, unit="estate_ac", contact="工程部 吕师傅", no_repeat="上次更换电容，这次是室外机接触器烧蚀。"),
    # Waiting for the customer's signature
    Case("26", "ac_noise", "acceptance", 1, 8, 40, unit="hu_ac", plan=(1, 14)),
    Case("27", "washer_drain", "acceptance", 1, 9, 10, unit="guo_washer", station="station1", plan=(1, 16)),
    # Under repair
    Case("28", "ac_weak", "repair", 1, 14, 20, unit="wu_ac", plan=(0, 9)),
    Case(
        "29", "heater_cold", "repair", 2, 15, 45, unit="sun_heater", channel="counter", engineer="engineer2", plan=(0, 9),
        taken_in={"accessories": "无", "condition": "内胆有异味，外观完好。", "storage_place": "A-05"},
    ),
    Case("30", "ac_noise", "repair", 1, 10, 5, unit="hotel_ac2", contact="前台 沈经理", plan=(0, 11), priority="1"),
    # Waiting for parts
    Case("31", "ac_compressor", "parts", 5, 10, 35, unit="school_ac1", contact="总务处 钱老师", priority="1"),
    Case(
        "32", "washer_board", "parts", 4, 11, 50, unit="he_washer", channel="counter", engineer="engineer2",
        taken_in={"accessories": "进水管、排水管", "condition": "面板破损，机身右侧有凹痕。", "storage_place": "B-01"},
    ),
    # Assigned: today, tomorrow
    Case("33", "ac_board", "quoted", 1, 9, 50, unit="wang_ac", plan=(0, 14), looked_at=True),
    Case("34", "heater_unstable", "accepted", 1, 11, 30, unit="xu_heater", engineer="engineer2", plan=(0, 14)),
    Case("35", "washer_shake", "assessment", 1, 15, 0, unit="zhu_washer", station="station1", plan=(0, 16)),
    Case("36", "ac_leak", "assessment", 1, 16, 30, unit="huang_ac", plan=(0, 16)),
    Case("37", "ac_clean", "assessment", 1, 16, 50, unit="own_ac", plan=(-1, 9)),
    Case("38", "heater_ignite", "assessment", 0, minute=10, unit="liu_heater", station="station1"),
    Case("39", "washer_drain", "quoted", 2, 16, 40, unit="zhou_washer", engineer="engineer2", plan=(-1, 11), looked_at=True),
    # To dispatch: two were left over from yesterday
    Case("40", "ac_start", "registered", 1, 17, 20, unit="ma_ac", priority="1"),
    Case("41", "washer_shake", "registered", 1, 17, 35, unit="zhang_washer", channel="web"),
    Case("42", "ac_weak", "registered", 0, minute=40, unit="hotel_multi", contact="前台 沈经理", priority="2"),
    Case("43", "heater_cold", "registered", 0, minute=75, unit="yang_heater"),
    Case("44", "ac_noise", "registered", 0, minute=110, partner="luo", product="ac_wall", channel="station"),
    # Just taken
    Case("45", "washer_shake", "enquiry", 0, minute=150, unit="li_washer"),
    Case("46", "ac_leak", "enquiry", 0, minute=165, unit="school_ac2", contact="总务处 钱老师", channel="email"),
    # Cancelled
    Case("47", "ac_clean", "cancelled", 9, 10, 40, unit="huang_ac", cancel="客户出差，推迟到春节后再约。"),
    Case(
        "48", "washer_board", "cancelled", 10, 9, 20, unit="zhou_washer", engineer="engineer2",
        cancel="客户认为报价过高，决定换新机。", cancel_at="quoted",
    ),
)  # fmt: skip
