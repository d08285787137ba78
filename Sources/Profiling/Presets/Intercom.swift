extension Preset {
  /// The list of conversations with their first messages, each conversation with its parts, contacts, admins.
  ///
  /// Formats: developers.intercom.com, "Conversations", "Contacts", "Admins", API 2.11 and later.
  static let intercom = Preset(
    name: "intercom",
    product: "Intercom",
    host: "https://api.intercom.io",
    fetched: ["conversations", "contacts", "admins", "parts"],
    template: #"""
      # Written by `deskaudit init --from intercom`, for what the API of Intercom gives.
      #
      # DESKAUDIT_TOKEN is the access token of an app under Settings > Developer Hub. Workspaces in Europe and Australia
      # have hosts of their own: init --host https://api.eu.intercom.io
      #
      #   for source in conversations contacts admins parts; do deskaudit fetch $source || break; done
      migration: Intercom to the new desk
      sources:
        conversations:
          path: exports/intercom/conversations/*.json
          fetch: {url: "https://api.intercom.io/conversations", pagination: starting-after, per-page: 150}
        # The list leaves the parts out: each conversation is asked for alone, and has its newest 500 parts and no others.
        # This lists those that have more:
        #   jq -r 'select(.statistics.count_conversation_parts > 500).id' exports/intercom/parts/*.json
        parts:
          path: exports/intercom/parts/*.json
          fetch: {url: "https://api.intercom.io/conversations/{id}", for-each: conversations, pagination: none}
          each: conversation_parts.conversation_parts[]
          where: "part_type = comment | note | quick_reply"
        # Assignments, closings and other actions are parts, too. What an agent wrote with one is a comment; one without
        # words is dropped and counted, and a warning says that it is much.
        actions:
          path: exports/intercom/parts/*.json
          each: conversation_parts.conversation_parts[]
          where: "part_type != comment | note | quick_reply"
          may-be-empty: true
        contacts:
          path: exports/intercom/contacts/*.json
          fetch: {url: "https://api.intercom.io/contacts", pagination: starting-after, per-page: 150}
        admins:
          path: exports/intercom/admins/*.json
          fetch: {url: "https://api.intercom.io/admins", pagination: none}
        # Bots write parts and are in no list.
        bots:
          path: exports/intercom/parts/*.json
          each: conversation_parts.conversation_parts[]
          where: "author.type = bot"
          may-be-empty: true
      records:
        tickets:
          source: conversations
          # A conversation counts its own parts; the first message is none of them.
          comment-count: {from: statistics.count_conversation_parts, plus: 1}
          fields:
            id: id
            # Not 'source.author': of a conversation that an admin or a campaign began, that is not the customer.
            requester_id: "contacts.contacts[type=contact].id"
            created_at: {from: created_at, format: epoch-seconds}
            subject: title
            status: state                # open, closed or snoozed
            tags: {from: tags.tags, type: json}
            assignee_id: {from: admin_assignee_id, type: user-reference}
        comments:
          # The first message is not among the parts. Many conversations of a campaign share its 'source.id', so that it
          # is called by its conversation.
          - source: conversations
            ids: {text: comments}
            fields:
              id: {template: "message:{id}"}
              ticket_id: id
              author_id: source.author.id
              public: {value: true}
              created_at: {from: created_at, format: epoch-seconds}
              html_body: source.body
              attachments: {from: source.attachments, type: json}   # their addresses expire: copy the files
              redacted: {from: source.redacted, type: boolean}
          - source: parts
            ids: {text: comments}
            fields:
              id: {template: "part:{id}"}
              ticket_id: ^.id
              author_id: author.id
              public: {from: part_type, true: [comment, quick_reply], false: note}
              created_at: {from: created_at, format: epoch-seconds}
              html_body: body            # null where it was redacted, and where there are files alone
              attachments: {from: attachments, type: json}
              redacted: {from: redacted, type: boolean}
          - source: actions
            ids: {text: comments}
            fields:
              id: {template: "part:{id}"}
              ticket_id: ^.id
              author_id: author.id
              # What is said with an assignment or a closing went to the customer; with a note_and_… it did not.
              public: {from: part_type, map: {note_and_reopen: "false", note_and_unsnooze: "false"}, otherwise: "true"}
              created_at: {from: created_at, format: epoch-seconds}
              html_body: {from: body, when-null: drop}
              attachments: {from: attachments, type: json}
              redacted: {from: redacted, type: boolean}
        # Ids of contacts are 24 hexadecimal digits, those of admins numbers: as texts they are one numbering. A lead and a
        # user of one address are one person. People who were deleted are in no list, and their comments a finding.
        users:
          - source: contacts
            ids: {text: people}
            fields: {id: id, name: name, email: email, role: role}
          - source: admins
            ids: {text: people}
            fields: {id: id, name: name, email: email, role: {value: admin}}
          - source: bots
            ids: {text: people}
            fields: {id: author.id, name: author.name, email: {value: null}, role: {value: bot}}
      archive: {path: backup_tickets.tar.gz}

      """#)
}
