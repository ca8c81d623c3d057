from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager


class ListingPortal(CustomerPortal):
    """A page of the portal that lists orders or complaints, with filters and a pager."""

    def _list_orders(
        self, template, url, domain, filters, page, filterby, order, model="aftersales.order", **values
    ):
        """Render `template` with those orders of `domain` that are on this page of it.

        :param domain: what the caller may see, and no more
        :param filters: `{key: (label, domain)}`; one that is not known counts as “open”
        :param values: further values of the template
        """
        filterby = filterby if filterby in filters else "open"
        domain &= filters[filterby][1]
        # sudo: the domain of the caller is all that is counted and shown
        orders = request.env[model].sudo()
        pages = pager(
            url=url,
            total=orders.search_count(domain),
            page=page,
            step=self._items_per_page,
            url_args={"filterby": filterby},
        )
        return request.render(
            template,
            {
                **self._prepare_portal_layout_values(),
                "orders": orders.search(
                    domain, order=order, limit=self._items_per_page, offset=pages["offset"]
                ),
                "pager": pages,
                "default_url": url,
                "searchbar_filters": {key: {"label": label} for key, (label, _domain) in filters.items()},
                "filterby": filterby,
                **values,
            },
        )
