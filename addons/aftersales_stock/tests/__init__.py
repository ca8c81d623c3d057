from . import (
    test_n1_opening,
    test_n2_closing,
    test_n5_at_once,
    test_n5_deposit,
    test_n14_slip,
    test_n15_leaving,
    test_n16_exchange,
    test_n17_shipment,
    test_n18_day_close,
    test_n18_inventory,
    test_van_stock,
)
