"""What the public forms have in common: texts, photos, limits, answers."""

from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools.mimetypes import guess_mimetype

#: Kinds of photo a browser sends and shows.
PHOTO_TYPES = ("image/jpeg", "image/png", "image/webp")
#: Longest text of a field, in characters.
SHORT, LONG = 200, 3000


def text(post, name, length=SHORT):
    """Return what was typed, without spaces around it and never longer than `length`."""
    value = post.get(name)
    return value.strip()[:length] if isinstance(value, str) else ""


def read_photos(company):
    """Return the uploaded photos as (file name, bytes).

    :raises UserError: saying which photo is refused: too many, too large, or no photo by its content
    """
    files = [file for file in request.httprequest.files.getlist("photos") if file.filename]
    company = company.sudo()
    if len(files) > company.aftersales_upload_count:
        raise UserError(
            request.env._("Send at most %(count)s photos.", count=company.aftersales_upload_count)
        )
    limit = company.aftersales_upload_mb * 1024 * 1024
    photos = []
    for file in files:
        content = file.stream.read(limit + 1)
        if len(content) > limit:
            raise UserError(
                request.env._(
                    "Photo %(name)s is larger than %(size)s MB: send a smaller one.",
                    name=file.filename[:SHORT],
                    size=company.aftersales_upload_mb,
                )
            )
        if guess_mimetype(content) not in PHOTO_TYPES:
            raise UserError(
                request.env._("%(name)s is not a photo: send JPEG, PNG or WebP.", name=file.filename[:SHORT])
            )
        photos.append((file.filename[:SHORT], content))
    return photos


def is_within_limits(company, **limits):
    """Count one use of a form by this visitor and tell whether it is still allowed.

    :param limits: further names with their limit, e.g. `unit=("12", 5)`
    """
    user = request.env.user
    visitor = request.httprequest.remote_addr if user._is_public() else f"user {user.id}"
    names = {f"{kind} {who}": limit for kind, (who, limit) in limits.items()}
    names[f"visitor {visitor}"] = company.sudo().aftersales_limit_visitor
    return request.env["aftersales.portal.hit"]._allow(names)


def too_many():
    """Answer that somebody used a form too often."""
    return request.render("aftersales_service.portal_too_many", status=429)


def attempt(step, *args):
    """Do one step of a form in a savepoint; return the sentence of a refusal, or an empty string."""
    try:
        with request.env.cr.savepoint():
            step(*args)
    except UserError as error:
        return str(error)
    return ""


def say(message="", error=""):
    """Keep what the next page says: a key of its messages, or the sentence of a refusal."""
    request.session["aftersales_notice"] = {"message": message, "error": error}


def take_notice():
    """Return what `say` kept, once."""
    return request.session.pop("aftersales_notice", {})
