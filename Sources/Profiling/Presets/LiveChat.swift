extension Preset {
  /// Archived chats: each with one of its threads, the events in it, and the people who took part.
  ///
  /// Formats: platform.text.com (LiveChat), "Agent Chat API", "List Archives", "Events", "Users".
  static let livechat = Preset(
    name: "livechat",
    product: "LiveChat",
    host: "https://api.livechatinc.com",
    fetched: ["archives"],
    template: #"""
      # Written by `deskaudit init --from livechat`, for what the API of LiveChat gives.
      #
      # DESKAUDIT_USER is your account's id, and DESKAUDIT_PASSWORD a personal access token with the scope chats--all:ro.
      #
      #   deskaudit fetch archives
      migration: LiveChat to the new desk
      sources:
        # A chat is there once for each of its threads, and so a thread is what becomes a ticket.
        archives:
          path: exports/livechat/*.json
          fetch:
            url: "https://api.livechatinc.com/v3.5/agent/action/list_archives"
            body: {sort_order: asc}
            pagination: cursor
            # A page that is asked for by its id is asked for by nothing else.
            cursor: {from: next_page_id, to: page_id, alone: true}
            parameters: {per-page: limit}
        events:
          path: exports/livechat/*.json
          each: thread.events[]
          where: "type != system_message"   # which nobody wrote
        people: {path: exports/livechat/*.json, each: "users[]"}
      conflicts: last                    # visitors who gave another address later
      records:
        tickets:
          source: archives
          ids: {text: tickets}
          fields:
            id: thread.id
            requester_id: "users[type=customer].id"
            created_at: thread.created_at
            chat: id                     # the chat that the thread is of
            tags: {from: thread.tags, type: json}
        comments:
          source: events
          ids: {text: comments}
          fields:
            id: id
            ticket_id: ^.thread.id
            author_id: author_id         # a visitor's id, or an agent's address
            public: {from: visibility, true: all, false: agents}
            created_at: created_at
            html_body: text              # plain text; none in files and forms
            kind: type
            file_name: name
            file_url: url                # it expires: copy the files
            form: {from: fields, type: json}
        # A visitor has another id on each device; those who gave one address are one person.
        users:
          source: people
          ids: {text: people}
          fields: {id: id, name: name, email: email, role: type}
      archive: {path: backup_tickets.tar.gz}

      """#)
}
