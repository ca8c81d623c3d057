"""Run in the Odoo shell: write the templates of the suite's addons, or check them."""

import os

from host import translations

for addon in os.environ["AFTERSALES_ADDONS"].split(","):
    if os.environ["AFTERSALES_CHECK"]:
        sentence = translations.outdated(env, addon)
        if sentence:
            raise SystemExit(sentence)
    else:
        translations.write(env, addon)
