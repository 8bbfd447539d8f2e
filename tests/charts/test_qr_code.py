"""QR codes: each dark module is drawn once, in its place."""

import re

import qrcode

from vigil.charts.qr_code import QUIET_ZONE, qr_code


def test_the_path_draws_the_modules_of_the_code() -> None:
    text = "https://vigil.example/desk/programme/pass/17-abc/"
    drawn = qr_code(text)
    read = [[False] * drawn.size for _ in range(drawn.size)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1H\1z", drawn.path):
        for at in range(int(x), int(x) + int(width)):
            assert not read[int(y)][at]
            read[int(y)][at] = True
    code = qrcode.QRCode(border=QUIET_ZONE, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    assert read == code.get_matrix()
