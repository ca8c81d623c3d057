"""Contracts and the defect notice of the demo, played through the buttons by the people of each role."""

from .play import Play


class ContractStory(Play):
    """Puts the contracts in force, invoices and schedules them, and tells the owners of a notice."""

    def play(self):
        """Play contracts and notice, once per database."""
        notice = self.ref("defect_notice_capacitor")
        if notice.state == "draft":
            self.play_contracts()
            self.play_notice(notice)

    def play_contracts(self):
        contracts = self.ref("contract_clinic") | self.ref("contract_restaurant")
        self.as_user("clerk", contracts).action_run()
        contracts |= self.ref("contract_hotel")
        due = contracts.visit_ids.filtered_domain(self.env["aftersales.contract.visit"]._get_due_domain())
        due._create_orders()
        if self.has_accounting:
            self.as_user("accountant", contracts).action_invoice()
            first = contracts.period_ids.sorted("date_from")[:1].move_id
            self.as_user("accountant", first).action_post()
        self.ref("contract_clinic").sudo()._give_notice()

    def play_notice(self, notice):
        self.as_user("manager", notice).action_publish()
        cases = self.as_user("clerk", notice.case_ids.sorted("id"))
        cases[:5].action_told_phone()
        cases[5].action_unreachable()
        cases[5].action_unreachable()
        cases[:2].action_create_orders()
        cases[2].action_fixed()
        cases[3].action_refused()
