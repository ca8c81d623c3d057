{
    "name": "After-Sales Foundation",
    "summary": "What the addons of the suite share: guarded fields, dated policies, numbers per company",
    "version": "19.0.1.4.2",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "After-Sales Suite Contributors",
    "depends": ["resource"],
    "assets": {"web.assets_backend": ["aftersales_base/static/src/**/*"]},
}
