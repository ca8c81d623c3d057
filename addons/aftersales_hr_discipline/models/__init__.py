from . import (
    aftersales_conduct_policy,
    aftersales_conduct_chapter,
    aftersales_conduct_rulebook,
    aftersales_conduct_article,
    aftersales_conduct_acknowledgement,
    res_company,
)
