"""The workshop of the demo story: a batch of twelve heaters of a hotel, partly collected, and goods
that nobody has come for. Played through the methods behind the buttons; only the clock is set back.
"""

from datetime import timedelta

from .story import Story, draw_signature


class Workshop(Story):
    """Plays the batches, once per database."""

    def play(self):
        if self.env.ref("aftersales_service.order_demo_workshop", raise_if_not_found=False):
            return
        self.play_hotel()
        self.play_uncollected("school", "heater_electric", 125, "abandoned", "uncollected")
        self.play_uncollected("estate", "heater_electric", 40, "notified", "notified")

    def take_in(self, partner, product, serials, fault, day, **vals):
        """Take in a batch as the clerk and assign it; return its units."""
        moment = self.get_moment(day, 9)
        intake = self.as_user("clerk", self.env["aftersales.intake"]).with_context(
            ir_sequence_date=str(moment.date())
        )
        dialog = intake.create(
            {
                "partner_id": self.ref(f"partner_{partner}").id,
                "product_id": self.ref(f"product_{product}").id,
                "serials": "\n".join(serials),
                "fault": fault,
                **vals,
            }
        )
        dialog.action_check()
        order = self.env["aftersales.order"].browse(dialog.action_take_in()["res_id"])
        # sudo: the clock of the demo, no user's action
        order.sudo().request_date = moment
        order.receipt_ids.sudo().received_on = moment  # sudo: as above
        self.as_user("dispatcher", order)._override_type("C", "批次质量问题，厂家承担费用。")
        self.as_user("dispatcher", order)._assign(
            self.ref("employee_engineer2"),
            moment + timedelta(hours=1),
            moment + timedelta(hours=8),
            order.engineer_id,
        )
        self.date_events(order, moment)
        return self.env["aftersales.order.unit"].browse(order.unit_ids.sorted("sequence").ids)

    def date_events(self, order, moment):
        """Let the clocks of the order have begun at the story's time."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE aftersales_clock_event SET occurred_on = %s WHERE order_id = %s AND kind = 'start'",
            (moment, order.id),
        )
        self.env.invalidate_all()
        order.clock_ids._replay()

    def repair(self, units, moment, handling="更换加热管和镁棒，清除水垢。"):
        """Repair these units on the heaters' bench."""
        engineer = self.as_user("engineer2", units)
        self.tick(engineer.order_id, "safety")
        engineer.action_start()
        engineer.write({"handling": handling, "time_spent": 0.75})
        self.tick(engineer.order_id, "work")
        engineer.action_finish()
        # sudo: the clock of the demo, no user's action
        units.sudo().write({"started_on": moment, "finished_on": moment + timedelta(minutes=45)})

    def inspect(self, units, moment):
        self.as_user("dispatcher", units).action_pass()
        # sudo: the clock of the demo, no user's action
        units.sudo().write({"inspected_on": moment, "ready_on": moment})

    def play_hotel(self):
        """Twelve heaters: three collected, two ready, one to inspect, one failed, the rest in work."""
        serials = [f"DH60-{26030000 + 17 * index}" for index in range(12)]
        units = self.take_in(
            "hotel", "heater_electric", serials, "加热慢，出水温度低。", 1,
            accessories="无", condition="外壳有水渍，其余完好。", storage_place="B-02",
            bench_id=self.ref("bench_heater").id,
        )  # fmt: skip
        order = units.order_id
        self.give_xml_id("order_demo_workshop", order)
        self.give_xml_id("receipt_demo_workshop", order.receipt_ids)
        for index, unit in enumerate(units, 1):
            self.give_xml_id(f"unit_demo_workshop_{index}", unit)
        lines = self.as_user("engineer2", self.env["aftersales.order.line"])
        lines.create(
            [
                {"order_id": order.id, "unit_id": unit.id, "product_id": self.ref("product_anode").id}
                for unit in units[:3]
            ]
        )
        morning = self.get_moment(1, 11)
        self.repair(units[:7], morning)
        self.as_user("dispatcher", units[6])._fail("通电后仍有轻微渗漏，请重新密封法兰。")
        self.inspect(units[:5], morning + timedelta(hours=4))
        self.as_user("engineer2", units[7:9]).action_start()
        self.as_user("clerk", units[10:]).write({"bench_id": self.ref("bench_washer").id})
        handed_back = self.as_user("clerk", units[:3])._hand_back("沈经理", draw_signature(order.id))
        # sudo: the clock of the demo, no user's action
        for records in (handed_back, units[:3]):
            records.sudo().returned_on = self.now - timedelta(minutes=30)

    def play_uncollected(self, partner, product, days, stage, name):
        """A heater that was ready long ago."""
        unit = self.take_in(
            partner, product, [f"DH80-{days:06d}"], "漏电保护跳闸。", days, storage_place="C-09"
        )
        moment = self.get_moment(days - 1, 15)
        self.repair(unit, moment, "更换密封圈和加热管，绝缘测试通过。")
        self.inspect(unit, moment + timedelta(hours=1))
        day = unit.order_id._get_local_date(unit.ready_on)
        policy = unit.custody_policy_id
        due = {"abandoned": False, "notified": day + timedelta(days=policy.reminder_days)}[stage]
        # sudo: the clock of the demo, no user's action
        unit.sudo().write({"custody_stage": stage, "custody_due": due})
        self.give_xml_id(f"unit_demo_{name}", unit)
        self.give_xml_id(f"receipt_demo_{name}", unit.receipt_id)
