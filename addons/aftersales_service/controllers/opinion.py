from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..const import OPINION_QUESTIONS
from . import form


class OpinionPage(http.Controller):
    """The opinion card behind the link in a mail, a text message or on the voucher (S17).

    The signature in the link is the right to answer this one card, until it closes. Whoever has it learns
    what the job was, and no more of the customer.
    """

    @http.route(
        "/opinion/<int:order_id>/<string:token>",
        type="http",
        auth="public",
        website=True,
        methods=["GET", "POST"],
    )
    def opinion_page(self, order_id, token, **post):
        order = request.env["aftersales.opinion"]._find_by_link(order_id, token)
        if not order:
            raise request.not_found()
        opinion = order.opinion_id
        error = ""
        if request.httprequest.method == "POST":
            if not form.is_within_limits(order.company_id):
                return form.too_many()
            answers = {name: form.text(post, name) for name, _label in OPINION_QUESTIONS}
            answers["remark"] = form.text(post, "remark", form.LONG)
            answers["is_complaint"] = form.text(post, "is_complaint") == "on"
            error = form.attempt(self._answer, opinion, answers)
            if not error:
                form.say("opinion")
                return request.redirect(order._get_opinion_url(base=False))
        return request.render(
            "aftersales_service.portal_opinion",
            {
                **form.take_notice(),
                "order": order,
                "opinion": opinion,
                "questions": self._get_questions(opinion),
                "levels": opinion._fields["attitude"]._description_selection(request.env),
                "values": post if error else {},
                "closed": opinion._get_closed_reason(),
                "res_company": order.company_id,
                "no_breadcrumbs": True,
                **({"error": error} if error else {}),
            },
        )

    def _get_questions(self, opinion):
        """Return what is asked: list of (key, label, words of the policy)."""
        policy = opinion.policy_id
        words = policy._get_questions()
        return [
            (name, opinion._fields[name]._description_string(request.env), policy[words[name]])
            for name, _label in OPINION_QUESTIONS
        ]

    def _answer(self, opinion, answers):
        if request.env.user._is_internal():
            raise UserError(
                request.env._("This page is the customer's. Enter what he told you on the opinion card.")
            )
        if not opinion:
            raise UserError(opinion._get_closed_reason())
        opinion._answer(answers)
