"""Run in the Odoo shell: build the web client's bundles once, so that tours start fast."""

env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
