extension Preset {
  /// Conversations with their threads embedded, customers and users.
  ///
  /// Formats: developer.helpscout.com/mailbox-api, "List Conversations", "List Threads", "List Customers", "List Users".
  static let helpscout = Preset(
    name: "helpscout",
    product: "Help Scout",
    host: "https://api.helpscout.net",
    fetched: ["conversations", "customers", "users"],
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
        # Line items say what was done, not what was written.
        threads:
          path: exports/helpscout/conversations/*.json
          each: _embedded.threads[]
          where: "type != lineitem"
        # A customer has a list of addresses: the first one counts. Those without any are a source of their own.
        customers:
          path: exports/helpscout/customers/*.json
          fetch: {url: "https://api.helpscout.net/v2/customers", pagination: next-link}
          each: _embedded.emails[]
          where: "[] = 0"
        customers_without_email:
          path: exports/helpscout/customers/*.json
          where: "_embedded.emails = null | []"
          may-be-empty: true
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
            assignee_id: {template: "user:{assignee.id}", type: user-reference}
        comments:
          source: threads
          fields:
            id: id
            ticket_id: ^.id
            # Customers and users have numbers of their own: 12 may be both.
            author_id: {template: "{createdBy.type}:{createdBy.id}"}
            # Drafts were never sent, and are dropped. A pair that is not here is refused, and not guessed.
            public:
              template: "{state}:{type}"
              when-null: drop
              map:
                "published:customer": "true"
                "published:message": "true"
                "published:chat": "true"
                "published:beaconchat": "true"
                "published:phone": "true"
                "published:note": "false"
                "published:forwardparent": "false"
                "published:forwardchild": "false"
                "draft:message": null
                "draft:note": null
                "draft:phone": null
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
              id: {template: "customer:{^.id}"}
              name: {template: "{^.firstName} {^.lastName}"}
              email: value
              role: {value: customer}
          - source: customers_without_email
            ids: {text: people}
            fields:
              id: {template: "customer:{id}"}
              name: {template: "{firstName} {lastName}"}
              email: {value: null}
              role: {value: customer}
      archive: {path: backup_tickets.tar.gz}

      """#)
}
