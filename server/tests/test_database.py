"""The database that the tests stand on."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_database_speaks_unicode_and_lowers_vietnamese_letters() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ĐẮK LẮK'), current_setting('server_version_num')::int")
        row = cursor.fetchone()

    assert row is not None
    assert row[0] == "đắk lắk"
    assert row[1] >= 150_000
