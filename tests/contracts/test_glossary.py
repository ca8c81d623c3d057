"""The glossary is well formed, and its check finds what it should."""

import subprocess
import sys

import pytest

from .checks_translations import check_glossary
from .source import ROOT

GLOSSARY = check_glossary.read_glossary()


def write_po(folder, *pairs, addon="aftersales_service"):
    path = folder / addon / "i18n" / "zh_CN.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = [f'msgid "{english}"\nmsgstr "{chinese}"\n' for english, chinese in pairs]
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    path.write_text("\n".join([header, *entries]), encoding="utf-8")
    return path


def found(folder, *pairs, **options):
    return list(check_glossary.problems(write_po(folder, *pairs, **options), GLOSSARY))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Service Orders", "服务单"),
        ("Two complaints of one customer", "一位客户的两起投诉"),
        ("Old-part returns", "旧件返还"),  # the longest term, also in the plural
        ("Service-station statement", "服务网点对账单"),  # hyphen for a space
        ("Partial delivery", "部分发货"),  # not the word 'part'
        ("It is part of the set.", "它属于该套件。"),  # an idiom
        ("Order %(part)s <b class='fine'>is open</b>", "订单 %(part)s <b>未完成</b>"),
        ("Complaints", ""),  # incomplete is another check's finding
    ],
)
def test_good(tmp_path, english, chinese):
    assert not found(tmp_path, (english, chinese))


@pytest.mark.parametrize(
    ("english", "chinese", "term"),
    [
        ("Service order", "工单", "service order"),
        ("SERVICE VOUCHERS", "服务单", "service voucher"),
        ("The repair card of the unit", "设备的维修单", "repair card"),
        ("Deposits of all stations", "所有网点的存款", "deposit"),
        ("Inspected", "已处理", "inspected"),
    ],
)
def test_bad(tmp_path, english, chinese, term):
    (problem,) = found(tmp_path, (english, chinese))
    assert f"'{term}' is {GLOSSARY[term]['chinese'].replace('|', ' or ')}" in problem
    assert "aftersales_service/i18n/zh_CN.po:4" in problem
    assert repr(english) in problem


def test_context(tmp_path):
    pair = ("A fine", "很好")
    assert not found(tmp_path, pair)
    assert found(tmp_path, pair, addon="aftersales_hr_discipline")


def test_command(tmp_path):
    def run(*pairs):
        command = (sys.executable, ROOT / "i18n/check_glossary.py", write_po(tmp_path, *pairs))
        return subprocess.run(command, capture_output=True, text=True, check=False)

    good, bad = run(("Warning", "警告")), run(("Complaint", "抱怨"))
    assert (good.returncode, bad.returncode) == (0, 1)
    assert "1 terms are not the glossary's" in bad.stdout


def test_glossary_rows():
    lines = (ROOT / "i18n/glossary.csv").read_text(encoding="utf-8").splitlines()
    assert len(GLOSSARY) == len(lines) - 1, "a term stands twice"
    for term, row in GLOSSARY.items():
        assert None not in row and None not in row.values(), f"{term}: not five columns"
        assert term == term.strip() and "  " not in term
        words = row["chinese"].split("|")
        assert len(set(words)) == len(words), f"{term}: a word stands twice"
