"""LiveChat: archived chats, each with one thread and its events, and with the people who took part.

Traps: ids that are texts, agents known by their address, a visitor who came again from another device, visitors without
a name or an address, a chat that is there once for each of its threads, events that nobody wrote (system messages),
files and forms without a text, what only agents may see, microseconds.
"""

from __future__ import annotations

from datetime import timedelta

import faults
from expected import instant, number_of
from made_up import Case, Message, Person, World
from sample import Sample, merged
from server import Route, chunks, page

HOST = "https://api.livechatinc.com"
FOLDER = "exports/livechat"
PAGE = 10
"""The server gives fewer than it is asked for, so that there are several pages."""


def sample(traps: bool = True) -> Sample:
    """Archives of some 150 records; without traps others, without files, forms and tags."""
    world = World(seed=1707 if traps else 1708, customers=14, cases=22)
    desk = Sample(HOST, user="account-id")
    again, anonymous = world.person(email=world.customers[0].email.upper()), world.person(email=None)
    anonymous.first = anonymous.last = ""
    world.customers += [again, anonymous]
    world.cases += [world.case(requester=person) for person in (world.customers[0], again, anonymous)]
    returned = world.case(requester=world.cases[0].requester)
    chats = {case: f"PJ{case.number:06}" for case in world.cases} | {returned: f"PJ{world.cases[0].number:06}"}
    world.cases.append(returned)
    kinds = {message: "message" for case in world.cases for message in case.messages}
    for kind in ("file", "filled_form") if traps else ():
        kinds[world.say(returned, returned.requester, body=None, files=1)] = kind
    for case in world.cases:
        case.tags = case.tags if traps else []
        for message in case.messages:
            message.files = message.files if kinds[message] == "file" else []
            message.at += timedelta(microseconds=world.draw.choice([0, 269_000, 1]))
        case.messages.sort(key=lambda message: message.at)

    archives = [chat(case, chats[case], kinds) for case in world.cases]
    path = "/v3.5/agent/action/list_archives"
    desk.posted = {path}
    desk.serve("archives", path, FOLDER, archives, PAGE, listed(archives))
    if not traps:
        # A column that no record has is refused: of a desk that has no such thing, its line must go.
        desk.edits = [(line, "") for line in (
            "      tags: {from: thread.tags, type: json}\n", "      file_name: name\n",
            "      file_url: url                # it expires: copy the files\n", "      form: {from: fields, type: json}\n")]
    # Everybody who is in a chat, in the order of the chats, arrives.
    rows = [(person, record, place) for record, case in zip(archives, world.cases)
            for place, person in enumerate(present(case))]
    kept = merged([(user_id(person), person.email) for person, _, _ in rows])
    for case, record in zip(world.cases, archives):
        expect_case(desk, case, chats[case], record, kinds, kept)
    for person, record, place in rows:
        number = user_id(person)
        if kept[number] == number and number not in desk.expected.users:
            desk.expected.add("users", {"id": number, "name": person.name.strip() or None, "email": person.email,
                                        "role": "agent" if person.role == "agent" else "customer"})
        desk.stands("user", kept[number], record, place)
    desk.faults = plan_faults(world, returned, again, anonymous, kept) if traps else []
    return desk


def listed(archives: list[dict]) -> Route:
    """The archives, page by page; a page that is asked for by its id may be asked for by nothing else."""
    pages = chunks(archives, PAGE)

    def answer(asked: dict[str, str], host: str) -> bytes:
        number = int(asked["page_id"].removeprefix("p")) if "page_id" in asked else 0
        if "page_id" in asked and len(asked) > 1:
            raise ValueError("page_id goes alone")
        if "page_id" not in asked and not 1 <= int(asked["limit"]) <= 100:
            raise ValueError("limit is out of range")
        more = {"next_page_id": f"p{number + 1}"} if number + 1 < len(pages) else {}
        return page(pages[number], "chats", found_chats=len(archives), **more)

    return answer


def text_id(person: Person) -> str:
    """A visitor's id; an agent's is the address."""
    return person.email if person.role == "agent" else f"b7eff798-f8df-4364-8059-{person.number:012x}"


def user_id(person: Person) -> int:
    """The number that a person's id gets."""
    return number_of("people", text_id(person))


def thread_text(case: Case) -> str:
    """A thread's id."""
    return f"K600{case.number:06}"


def ticket_id(case: Case) -> int:
    """The number that a thread's id gets: a thread is a ticket."""
    return number_of("tickets", thread_text(case))


def event_text(case: Case, message: Message) -> str:
    """An event's id: the thread's, and a number."""
    return f"{thread_text(case)}_{message.number}"


def comment_id(case: Case, message: Message) -> int:
    """The number that an event's id gets."""
    return number_of("comments", event_text(case, message))


def present(case: Case) -> list[Person]:
    """The people of a chat, each once."""
    return list(dict.fromkeys([case.requester, *(message.author for message in case.messages)]))


def stamp(item: Message | Case) -> str:
    """A time with microseconds."""
    return item.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def person_record(person: Person) -> dict:
    """Somebody of a chat; what a visitor did not say is not there."""
    record = {"id": text_id(person), "type": "agent" if person.role == "agent" else "customer", "present": False}
    if person.name.strip():
        record["name"] = person.name
    if person.email:
        record["email"] = person.email
    return record


def chat(case: Case, chat_id: str, kinds: dict[Message, str]) -> dict:
    """A chat of the archives, with one of its threads; the system wrote the first event."""
    events = [{"id": f"{thread_text(case)}_0", "created_at": stamp(case), "visibility": "all", "type":
               "system_message", "system_message_type": "routing.assigned", "text": "Chat assigned"}]
    for message in case.messages:
        event = {"id": event_text(case, message), "created_at": stamp(message), "visibility":
                 "all" if message.is_public else "agents", "type": kinds[message], "author_id": text_id(message.author)}
        if kinds[message] == "message":
            event["text"] = message.body
        elif kinds[message] == "file":
            event |= {"name": message.files[0], "url": "https://files.example/1", "content_type": "image/png"}
        else:
            event |= {"form_id": "f1", "form_type": "prechat", "fields": [{"type": "name", "label": "Name:", "answer":
                                                                           "Größe"}]}
        events.append(event)
    return {"id": chat_id, "users": [person_record(person) for person in present(case)], "thread": {
        "id": thread_text(case), "active": False, "user_ids": [text_id(person) for person in present(case)], "events":
        events, "properties": {}, "access": {"group_ids": [0]}, "created_at": stamp(case)} | ({"tags": case.tags} if case.tags else {}),
        "properties": {}, "access": {"group_ids": [0]}, "is_followed": False}


def expect_case(desk: Sample, case: Case, chat_id: str, record: dict, kinds: dict[Message, str],
                kept: dict[int, int]) -> None:
    """A thread as a ticket, and its events that somebody wrote."""
    number = desk.expected.add("tickets", {
        "id": ticket_id(case), "created_at": instant(case.at), "requester_id": kept[user_id(case.requester)],
        "chat": chat_id, "tags": case.tags or None})
    desk.stands("ticket", number, record)
    events = {event["id"]: (place, event) for place, event in enumerate(record["thread"]["events"])}
    for message in case.messages:
        place, event = events[event_text(case, message)]
        number = desk.expected.add("comments", {
            "id": comment_id(case, message), "ticket_id": ticket_id(case), "author_id": kept[user_id(message.author)],
            "public": message.is_public, "created_at": instant(message.at), "html_body": message.body or "", "kind":
            kinds[message], "file_name": event.get("name"), "file_url": event.get("url"), "form": event.get("fields")})
        desk.stands("comment", number, record, place)


def plan_faults(world: World, returned: Case, again: Person, anonymous: Person,
                kept: dict[int, int]) -> list[faults.Fault]:
    """Eight that hit what is special here."""
    case, hidden = next((case, message) for case in world.cases for message in case.messages if not message.is_public)
    of_again = next(case for case in world.cases if case.requester is again)
    written = [comment_id(of_again, message) for message in of_again.messages if message.author is again]
    of_agent = next((case, message) for case in world.cases for message in case.messages
                    if message.author.role == "agent" and message.is_public)
    precise = next((case, message) for case in world.cases for message in case.messages
                   if message.at.microsecond == 269_000)
    file, form = returned.messages[-2:]
    return [
        faults.lost_comments("an event that is a file is lost", [comment_id(returned, file)]),
        faults.changed("the answers of a form are lost", "comment", comment_id(returned, form), "form", None,
                       "comment-fields-are-unchanged"),
        faults.changed("what only agents may see is public", "comment", comment_id(case, hidden), "public", True,
                       "public-flags-are-unchanged"),
        faults.parted("a visitor with two devices is two", kept[user_id(again)], {"id": user_id(again)}, written),
        faults.lost_user("a visitor without a name is lost", user_id(anonymous)),
        faults.changed("an agent's words are the visitor's", "comment", comment_id(*of_agent), "author_id",
                       kept[user_id(of_agent[0].requester)], "comments-have-the-expected-author"),
        faults.edited("microseconds are gone", "comment", comment_id(*precise), "created_at",
                      lambda text: text[:19] + "Z", "comment-times-are-unchanged"),
        faults.lost_ticket("a second thread of a chat is lost", ticket_id(returned)),
    ]
