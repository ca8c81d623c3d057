"""Window actions that models return to the web client."""


def open_dialog(name, model, **defaults):
    """Return the action that opens a new record of `model` in a dialog.

    :param name: title of the dialog
    :param model: name of its model
    :param defaults: values its fields start with
    """
    return {
        "name": name,
        "type": "ir.actions.act_window",
        "res_model": model,
        "view_mode": "form",
        "views": [(False, "form")],
        "target": "new",
        "context": {f"default_{field}": value for field, value in defaults.items()},
    }


def open_record(record):
    """Return the action that opens the form of `record`."""
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "view_mode": "form",
        "views": [(False, "form")],
    }
