"""What the demo's engineers leave behind: drawn photos, ticked checks, measured time, daily reports."""

import base64
import io
from datetime import time, timedelta

from PIL import Image, ImageDraw

from odoo import fields

#: Cases with photos, and cases whose work is interrupted at the moment.
PHOTOGRAPHED = ("1", "6", "9", "26", "28")
PAUSED = ("30",)
#: How long the engineer travels, and looks at the unit before he starts.
TRAVEL, LOOK = timedelta(minutes=25), timedelta(minutes=5)
#: Internal work: days ago, local hour, hours, what.
INTERNAL = (
    (16, 17, 1, "整理随车配件"),
    (9, 8, 1, "新品空调安装培训"),
    (5, 17, 0.5, "填写月度工具清单"),
    (1, 8, 0.5, "班前安全会议"),
)


def draw_photo(title, colour):
    """Return a drawn picture of a unit as PNG, base64."""
    picture = Image.new("RGB", (640, 480), (228, 232, 238))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((90, 110, 550, 330), fill=(250, 250, 252), outline=(120, 128, 140), width=4)
    for y in range(250, 320, 16):
        pen.line((120, y, 520, y), fill=(170, 178, 190), width=4)
    pen.ellipse((470, 140, 520, 190), fill=colour)
    pen.text((110, 360), title, fill=(60, 70, 85), font_size=34)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return base64.b64encode(stream.getvalue())


class Evidence:
    """The visit of one job of the story, moved to the story's time."""

    def __init__(self, job):
        self.job, self.env = job, job.env

    @property
    def visit(self):
        return self.job.order.visit_id.sudo()  # sudo: the clock of the demo, no user's action

    def begin(self, start):
        """Travel, arrive, tick the safety checks; `start` is when work begins in the story."""
        job, order = self.job, self.job.as_worker()
        travels = order.next_step == "travel"  # a station writes down its arrival only
        if travels:
            order.action_travel()
            order.action_arrive()
        self.tick("safety", start - timedelta(minutes=1))
        self.take_photo("before", start)
        order.action_start()
        visit = self.visit
        arrived = start - LOOK if travels else start
        visit.write({"arrived_on": arrived, "started_on": start, "stretch_started_on": arrived})
        if travels:
            visit.write({"travel_started_on": arrived - TRAVEL, "travel_minutes": 25})
            self.log(visit, "travel", arrived - TRAVEL, arrived)
        if job.case.key in PAUSED:
            paused = job.clock + timedelta(minutes=5)
            self.log(visit, "work", arrived, paused)
            visit.stretch_started_on = fields.Datetime.now()
            order.action_pause()
            visit.work_minutes = (paused - arrived).total_seconds() / 60

    def finish(self, play):
        """End the work by `play()`; the time counts to the story's present moment."""
        if not self.visit:
            play()
            return
        self.tick("work", self.job.clock)
        self.take_photo("after", self.job.clock)
        visit = self.visit
        since = visit.stretch_started_on
        visit.stretch_started_on = fields.Datetime.now()
        play()
        minutes = round((self.job.clock - since).total_seconds() / 60)
        visit.write({"ended_on": self.job.clock, "work_minutes": max(minutes, 0)})
        self.log(visit, "work", since, self.job.clock)

    def tick(self, kind, moment):
        checks = self.job.story.tick(self.job.as_worker(), kind)
        checks.sudo().done_on = moment

    def take_photo(self, kind, moment):
        case = self.job.case
        if case.key not in PHOTOGRAPHED:
            return
        photos = self.job.as_user(case.engineer, self.env["aftersales.photo"])
        title = {"before": "BEFORE", "after": "AFTER"}[kind]
        photo = photos.create(
            {
                "order_id": self.job.order.id,
                "kind": kind,
                "caption": {"before": "维修前", "after": "维修后"}[kind],
                "image": draw_photo(title, (200, 60, 50) if kind == "before" else (60, 160, 90)),
            }
        )
        photo.sudo().taken_on = moment

    def log(self, visit, kind, start, end):
        if end > start:
            self.env["aftersales.worklog"]._log_stretches([(visit, kind, start, end)])


def hand_in_reports(story):
    """Internal work by hand; days before yesterday are confirmed, yesterday's wait, one is missing."""
    env = story.env
    for days, hour, hours, text in INTERNAL:
        start = story.get_moment(days, hour)
        for login in ("engineer", "engineer2"):
            lines = env["aftersales.worklog"].with_user(story.ref(f"user_{login}"))
            lines.create(
                {
                    "employee_id": story.ref(f"employee_{login}").id,
                    "start_on": start,
                    "end_on": start + timedelta(hours=hours),
                    "description": text,
                }
            )
    confirm_reports(story)


def confirm_reports(play):
    """Hand in the reports of the days before today; yesterday's wait, and one is missing."""
    today = play.company._get_aftersales_date(play.now)
    reports = play.env["aftersales.daily.report"].sudo()  # sudo: the clock of the demo, no user's action
    reports = reports.search(
        [("state", "=", "draft"), ("date", "<", today), ("company_id", "=", play.company.id)]
    )
    yesterday = reports.filtered(lambda report: (today - report.date).days == 1)
    for report in yesterday:
        play.give_xml_id(f"daily_report_demo_{report.employee_id.user_id.login}", report)
    missing = yesterday.filtered(lambda report: report.employee_id.user_id == play.ref("user_engineer2"))
    for user, own in (reports - missing).grouped(lambda report: report.employee_id.user_id).items():
        own.with_user(user).action_submit()
    play.as_user("dispatcher", reports - yesterday).action_confirm()
    for day, handed_in in (reports - missing).grouped("date").items():
        handed_in.submitted_on = play.get_time(day, time(18, 5))
        confirmed = handed_in - yesterday
        confirmed.confirmed_on = play.get_time(day + timedelta(days=1), time(9))
