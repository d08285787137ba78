extension Preset {
  /// Conversations with their threads embedded, customers and users.
  ///
  /// Formats: developer.helpscout.com/mailbox-api, "List Conversations", "List Threads", "List Customers", "List Users".
  static let helpscout = Preset(
    name: "helpscout",
    product: "Help Scout",
    host: "https://api.helpscout.net",
    fetched: ["conversations", "customers", "users"],
    scripted: nil,
    template: #"""
      # Written by `deskaudit init --from helpscout`, for what the API of Help Scout (Mailbox API 2.0) gives.
      #
      # DESKAUDIT_TOKEN is the access token that an app of your profile (My Apps) gets for its id and secret; it ends
      # after two days.
      #
      #   deskaudit fetch conversations && deskaudit fetch customers && deskaudit fetch users
      migration: Help Scout to the new desk
      sources:
        conversations:
          path: exports/helpscout/conversations/*.json
          # Without status=all the list has active conversations only, without embed=threads none of what was written.
          # One that was merged into another is not in the list; its threads are in the other.
          fetch:
            url: "https://api.helpscout.net/v2/conversations?status=all&embed=threads&sortField=createdAt&sortOrder=asc"
            pagination: next-link
          where: "state != draft | deleted"
        threads:
          path: exports/helpscout/conversations/*.json
          each: _embedded.threads[]
          where: "^.state != draft | deleted"
        customers:
          path: exports/helpscout/customers/*.json
          fetch: {url: "https://api.helpscout.net/v2/customers", pagination: next-link}
        users:
          path: exports/helpscout/users/*.json
          fetch: {url: "https://api.helpscout.net/v2/users", pagination: next-link}
      records:
        tickets:
          source: conversations
          fields:
            id: id
            # Not 'createdBy': a user may have begun it.
            requester_id: {template: "customer:{primaryCustomer.id}"}
            created_at: createdAt
            subject: subject
            status: status               # active, pending, closed or spam
            tags: {from: tags, type: json}
        comments:
          source: threads
          fields:
            id: id
            ticket_id: ^.id
            # Customers and users have numbers of their own: 12 may be both.
            author_id: {template: "{createdBy.type}:{createdBy.id}"}
            # Line items say what was done, not what was written.
            public:
              from: type
              map: {lineitem: null}
              otherwise: keep
              when-null: drop
              true: [customer, message, chat, beaconchat, phone]
              false: [note, forwardparent, forwardchild]
            created_at: createdAt
            html_body: body
            attachments: {from: _embedded.attachments, type: json}   # ask for the files themselves one by one
        users:
          - source: users
            ids: {text: people}
            fields:
              id: {template: "user:{id}"}
              name: {template: "{firstName} {lastName}"}
              email: email
              role: {value: user}
          - source: customers
            ids: {text: people}
            fields:
              id: {template: "customer:{id}"}
              name: {template: "{firstName} {lastName}"}
              email: "_embedded.emails[type=work].value"
              role: {value: customer}
      archive: {path: backup_tickets.tar.gz}

      """#)
}
