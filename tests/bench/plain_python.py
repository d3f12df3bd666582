"""What a librarian would write: a feed into a SQLite database with Python's standard library alone.

    python3 plain_python.py FEED DATABASE

The same fields as Roster keeps, each list in a table of its own; a user who is there already is
replaced. One transaction. No schema is checked, nothing is reported, nothing can be undone.
"""
import sqlite3
import sys
import xml.etree.ElementTree as ElementTree

PLAIN = ["primary_id", "record_type", "first_name", "middle_name", "last_name", "pin_number",
         "user_title", "job_category", "job_description", "gender", "user_group", "campus_code",
         "web_site_url", "cataloger_level", "preferred_language", "birth_date", "expiry_date",
         "purge_date", "account_type", "external_id", "status", "pref_first_name",
         "pref_middle_name", "pref_last_name", "pref_name_suffix", "is_researcher"]

# list: (path to its items, their fields, their list of types)
LISTS = {
    "addresses": ("contact_info/addresses/address",
                  ["line1", "line2", "line3", "line4", "line5", "city", "state_province",
                   "postal_code", "country", "address_note", "start_date", "end_date"],
                  "address_types/address_type"),
    "emails": ("contact_info/emails/email", ["email_address", "description"],
               "email_types/email_type"),
    "phones": ("contact_info/phones/phone", ["phone_number"], "phone_types/phone_type"),
    "identifiers": ("user_identifiers/user_identifier", ["id_type", "value", "note", "status"],
                    None),
    "notes": ("user_notes/user_note", ["note_type", "note_text", "user_viewable", "popup_note",
                                       "created_by", "created_date"], None),
    "blocks": ("user_blocks/user_block", ["block_type", "block_description", "block_status",
                                          "block_note", "created_by", "created_date",
                                          "expiry_date", "item_loan_id"], None),
    "statistics": ("user_statistics/user_statistic",
                   ["statistic_category", "category_type", "statistic_note"], None),
}


def columns_of(name):
    _, fields, types = LISTS[name]
    return ["user", "segment_type", "preferred", *fields, *(["types"] if types else [])]


def create_tables(database):
    database.execute(f"CREATE TABLE users ({', '.join(PLAIN)}, PRIMARY KEY (primary_id))")
    for name in LISTS:
        database.execute(f"CREATE TABLE {name} ({', '.join(columns_of(name))})")
        database.execute(f"CREATE INDEX {name}_by_user ON {name} (user)")
    database.execute("CREATE UNIQUE INDEX identifiers_by_value ON identifiers (value)")


def statements():
    marks = ", ".join("?" * len(PLAIN))
    updates = ", ".join(f"{field} = excluded.{field}" for field in PLAIN[1:])
    upsert = (f"INSERT INTO users VALUES ({marks})"
              f" ON CONFLICT (primary_id) DO UPDATE SET {updates}")
    inserts = {name: f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns_of(name)))})"
               for name in LISTS}
    return upsert, inserts


def items_of(user, primary_id, name):
    path, fields, types = LISTS[name]
    for item in user.iterfind(path):
        row = [primary_id, item.get("segment_type"), item.get("preferred")]
        row += [item.findtext(field) for field in fields]
        if types:
            row.append(",".join(element.text or "" for element in item.iterfind(types)))
        yield row


def load(feed, database):
    upsert, inserts = statements()
    events = ElementTree.iterparse(feed, events=("start", "end"))
    _, root = next(events)
    for event, element in events:
        if event != "end" or element.tag != "user":
            continue
        primary_id = element.findtext("primary_id")
        database.execute(upsert, [element.findtext(field) for field in PLAIN])
        for name, insert in inserts.items():
            database.execute(f"DELETE FROM {name} WHERE user = ?", (primary_id,))
            database.executemany(insert, items_of(element, primary_id, name))
        root.clear()


def main():
    database = sqlite3.connect(sys.argv[2])
    if not database.execute("SELECT 1 FROM sqlite_master").fetchone():
        create_tables(database)
    load(sys.argv[1], database)
    database.commit()


if __name__ == "__main__":
    main()
