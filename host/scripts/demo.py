"""Run in the Odoo shell: load the demo of the suite's addons named in ``AFTERSALES_ADDONS``."""

import os

from host import demo

for _name in demo.load(env, os.environ["AFTERSALES_ADDONS"].split(",")):
    env.cr.commit()
