from odoo import http
from odoo.http import request

from . import form
from .listing import ListingPortal


class StationPortal(ListingPortal):
    """The pages of a service station: its people work the station's jobs, and see no other (N1)."""

    def _prepare_portal_layout_values(self):
        values = super()._prepare_portal_layout_values()
        values["aftersales_stations"] = request.env["aftersales.station"]._get_of_user(request.env.user)
        return values

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "aftersales_job_count" in counters:
            orders = request.env["aftersales.order"]
            domain = orders._get_station_domain(request.env.user) & orders._get_job_filters()["open"][1]
            # sudo: only jobs of the user's own station are counted
            values["aftersales_job_count"] = orders.sudo().search_count(domain)
        return values

    def _find_job(self, order_id):
        order = request.env["aftersales.order"]._find_for_station(order_id)
        if not order:
            raise request.not_found()
        return order

    @http.route(
        ["/my/service-jobs", "/my/service-jobs/page/<int:page>"], type="http", auth="user", website=True
    )
    def portal_my_jobs(self, page=1, filterby="open", **kwargs):
        orders = request.env["aftersales.order"]
        return self._list_orders(
            "aftersales_service.portal_my_jobs",
            "/my/service-jobs",
            orders._get_station_domain(request.env.user),
            orders._get_job_filters(),
            page,
            filterby,
            order="priority desc, planned_start, request_date, id",
            page_name="aftersales_job",
        )

    @http.route("/my/service-jobs/<int:order_id>", type="http", auth="user", website=True)
    def portal_job(self, order_id, **kwargs):
        order = self._find_job(order_id)
        return request.render(
            "aftersales_service.portal_job",
            {
                **self._prepare_portal_layout_values(),
                "order": order,
                "page_name": "aftersales_job",
                "company": order.company_id,
                **form.take_notice(),
            },
        )

    @http.route(
        "/my/service-jobs/<int:order_id>/<string:step>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_job_step(self, order_id, step, **post):
        order = self._find_job(order_id)
        take = getattr(self, f"_step_{step}", None)
        if not take:
            raise request.not_found()
        form.say(step, form.attempt(take, order, post))
        # a job that was declined, or handed on meanwhile, is not the station's any more
        still = request.env["aftersales.order"]._find_for_station(order_id)
        return request.redirect(f"/my/service-jobs/{order_id}" if still else "/my/service-jobs")

    @http.route("/my/service-jobs/<int:order_id>/sign", type="jsonrpc", auth="user", website=True)
    def portal_job_sign(self, order_id, name=None, signature=None):
        order = request.env["aftersales.order"]._find_for_station(order_id)
        if not order:
            return {"error": request.env._("This order does not exist.")}
        error = form.attempt(order._sign_in_portal, name, signature)
        if error:
            return {"error": error}
        form.say("signed")
        return {"force_refresh": True, "redirect_url": f"/my/service-jobs/{order.id}"}

    # Steps: each takes the job and what was typed ------------------------------------

    def _step_accept(self, order, post):
        order._station_accept()

    def _step_decline(self, order, post):
        order._station_decline(form.text(post, "reason"))

    def _step_plan(self, order, post):
        order._station_plan(form.text(post, "start"), form.text(post, "hours"))

    def _step_add(self, order, post):
        kind, quantity = form.text(post, "kind"), form.text(post, "quantity")
        order._station_add_line(kind, form.text(post, "part"), quantity)

    def _step_remove(self, order, post):
        order._station_remove_line(form.text(post, "line_id"))

    def _step_quote(self, order, post):
        order._station_ensure_accepted()
        order.action_prepare_quotation()

    def _step_wait(self, order, post):
        order._station_ensure_accepted()
        order.action_need_parts()

    def _step_arrive(self, order, post):
        order._station_ensure_accepted()
        order.action_arrive()

    def _step_pause(self, order, post):
        order._station_ensure_accepted()
        order.action_pause()

    def _step_resume(self, order, post):
        order._station_ensure_accepted()
        order.action_resume()

    def _step_leave(self, order, post):
        order._station_ensure_accepted()
        order.action_leave()

    def _step_tick(self, order, post):
        value, note = form.text(post, "value"), form.text(post, "note")
        order._station_tick(form.text(post, "check_id"), value, note, form.read_photos(order.company_id))

    def _step_untick(self, order, post):
        order._station_untick(form.text(post, "check_id"))

    def _step_old_part(self, order, post):
        order._station_note_old_part(
            form.text(post, "line_id"), form.text(post, "old_part"), form.text(post, "old_serial")
        )

    def _step_start(self, order, post):
        order._station_ensure_accepted()
        order.action_start()

    def _step_voucher(self, order, post):
        self._keep_voucher(order, post)

    def _step_finish(self, order, post):
        self._keep_voucher(order, post)
        order.action_finish()

    def _keep_voucher(self, order, post):
        order._station_fill_voucher(
            form.text(post, "handling", form.LONG),
            form.text(post, "result", form.LONG),
            form.text(post, "time_spent"),
            bool(post.get("no_parts")),
        )

    def _step_photos(self, order, post):
        order._station_add_photos(form.text(post, "kind"), form.read_photos(order.company_id))

    def _step_note(self, order, post):
        order._station_note(form.text(post, "note", form.LONG))
