/// A script that holds an archive against its exports, by Python's csv, tarfile and json alone, and prints the
/// numbers of `PublishedFacts` as `name=number` lines.
///
/// It stops with an assertion when the archive breaks a promise that no fault touches: names, the gapless
/// numbers, the indented JSON, ids, tickets, times, bodies and the order of comments.
let publishedRecount = """
  import csv, datetime, json, re, sys, tarfile
  exports, archive = sys.argv[1:]
  csv.field_size_limit(1 << 30)

  def rows(name):
      return csv.DictReader(open(f"{exports}/{name}", encoding="utf-8", newline=""))

  def instant(text):
      whole, fraction, zone = re.fullmatch(r"([-0-9T:]{19})(?:\\.([0-9]+))?(Z|[-+][0-9:]{5})", text).groups()
      moment = datetime.datetime.fromisoformat(whole + ("+00:00" if zone == "Z" else zone))
      return int(moment.timestamp()), int((fraction or "").ljust(9, "0"))

  def key(email):
      return (email or "").strip().lower()

  comments, tickets, chats = {}, {}, {}
  for number, row in enumerate(rows("chat_data.csv")):
      author, comment = int(row["AUTHOR_ID"]), int(row["COMMENT_PART_ID"])
      chat = chats.setdefault(author, {"name": row["NAME"] or None, "email": None})
      chat["email"] = chat["email"] or row["EMAIL"] or None
      if comment in comments: continue
      ticket = int(row["CONVERSATION_ID"])
      comments[comment] = dict(
          ticket=ticket, author=author, public=row["COMMENT_PUBLIC"] == "True", body=row["BODY"],
          order=(instant(row["COMMENT_CREATED_AT"]), number))
      tickets.setdefault(ticket, (instant(row["TICKET_CREATED_AT"]), int(row["TICKET_REQUESTER_ID"])))

  known, ticketing = {}, set()
  for row in rows("ticket_platform_users.csv"):
      ticketing.add(int(row["id"]))
      if key(row["email"]): known[key(row["email"])] = int(row["id"])

  person, firsts, expected_users = {}, {}, {}
  for author, chat in chats.items():
      first = firsts.setdefault(key(chat["email"]) or author, author)
      person[author] = known.get(key(chat["email"]), first)
      if first == author: expected_users[person[author]] = (chat["name"], chat["email"])

  tar = tarfile.open(archive)
  names = tar.getnames()
  assert names[0] == "." and len(set(names)) == len(names)
  numbers = sorted(int(re.fullmatch("./backup_tickets_([0-9]+).json", name)[1]) for name in names[1:])
  assert numbers == [100 * (index + 1) for index in range(len(numbers))]
  found = {"comments": [], "data": [], "users": [], "organizations": []}
  for number in numbers:
      text = tar.extractfile(f"./backup_tickets_{number}.json").read().decode("ascii")
      assert json.dumps(json.loads(text), indent=2) == text
      batch = json.loads(text)["data"]["tickets"]
      assert list(batch) == ["data", "comments", "users", "organizations"]
      for name, records in batch.items():
          assert len(records) <= 100
          found[name] += records
  assert found["organizations"] == []

  user_ids = {user["id"] for user in found["users"]}
  unresolved = lambda id: id not in user_ids and id not in ticketing
  last, seen = {}, set()
  for comment in found["comments"]:
      source = comments[comment["id"]]
      assert comment["id"] not in seen
      assert comment["ticket_id"] == source["ticket"] and comment["html_body"] == source["body"]
      assert instant(comment["created_at"]) == source["order"][0] and comment["created_at"][-1] == "Z"
      assert last.get(source["ticket"], ((0, 0), -1)) < source["order"]
      last[source["ticket"]] = source["order"]
      seen.add(comment["id"])
  assert [ticket["id"] for ticket in found["data"]] == list(tickets)[:len(found["data"])]
  assert all(instant(ticket["created_at"]) == tickets[ticket["id"]][0] for ticket in found["data"])

  users, emails = {}, set()
  duplicate_ids = duplicate_emails = 0
  for user in found["users"]:
      duplicate_ids += user["id"] in users
      users.setdefault(user["id"], (user["name"], user["email"]))
      duplicate_emails += key(user["email"]) in emails
      if key(user["email"]): emails.add(key(user["email"]))
  lost = set(expected_users) - set(users)
  drops = all(user["name"] and user["email"] for user in found["users"])
  author = lambda comment: comments[comment["id"]]["author"]
  requester = lambda ticket: tickets[ticket["id"]][1]
  counts = dict(
      batches=len(numbers), entries=len(names),
      comments=len(found["comments"]), tickets=len(found["data"]), users=len(found["users"]),
      lostComments=len(comments) - len(seen), lostTickets=len(tickets) - len(found["data"]),
      lostUsers=len(lost), unexpectedUsers=len(set(users) - set(expected_users)),
      droppedUsers=sum(drops and None in expected_users[id] for id in lost),
      changedUsers=sum(id in expected_users and users[id] != expected_users[id] for id in users),
      duplicateUserIDs=duplicate_ids, duplicateEmails=duplicate_emails,
      wrongAuthorIDs=sum(c["author_id"] != person[author(c)] for c in found["comments"]),
      wrongRequesterIDs=sum(t["requester_id"] != person[requester(t)] for t in found["data"]),
      unresolvedAuthorIDs=sum(unresolved(c["author_id"]) for c in found["comments"]),
      unresolvedRequesterIDs=sum(unresolved(t["requester_id"]) for t in found["data"]),
      flippedPublicFlags=sum(c["public"] != comments[c["id"]]["public"] for c in found["comments"]))
  for name, count in counts.items(): print(f"{name}={count}")
  """
