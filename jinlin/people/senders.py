"""How a code reaches a phone: by the operator's gateway, or in a demo world on the server's own console."""

from __future__ import annotations

import logging
from urllib.parse import quote

from django.conf import settings

from jinlin.base.rule import Reason, Refused
from jinlin.base.words import Words

log = logging.getLogger("jinlin.people")

NO_SENDER = Reason(
    "no_sender",
    Words(
        "这里还没有开通短信。请用信上的编码登录，或到社区办理",
        "No text messages here yet: use the code on your letter",
    ),
)
NOT_SENT = Reason(
    "not_sent",
    Words("短信没有发出去，请过一会儿再试，或用信上的编码登录", "The message could not be sent; try later"),
)


def is_demo() -> bool:
    """Whether the data folder holds a demo world, in which codes may be shown."""
    return (settings.ENV.data / "demo.json").exists()


def send_code(*, number: str, code: str) -> None:
    """Send a sign-in code to a mobile number (eleven digits, checked before).

    ``JINLIN_SMS_URL`` is an apprise address; ``{phone}`` in it stands for the receiver. Refuses with
    ``no_sender`` where nothing is set up, with ``not_sent`` where the gateway did not take the message.
    """
    if settings.ENV.sms_url:
        _by_gateway(number, f"您的登录验证码是 {code}，10 分钟内有效。不要告诉别人。【近邻】")
    elif is_demo():
        log.info("演示短信 %s****%s：验证码 %s", number[:3], number[-4:], code)
    else:
        raise Refused(NO_SENDER)


def _by_gateway(number: str, text: str) -> None:
    import apprise

    gateway = apprise.Apprise()
    gateway.add(settings.ENV.sms_url.replace("{phone}", quote(number)))
    if not gateway.notify(body=text):
        log.warning("the gateway refused a code for a number ending in %s", number[-2:])
        raise Refused(NOT_SENT)
