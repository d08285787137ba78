extension Preset {
  /// Tickets, threads and comments ticket by ticket, contacts, agents and accounts.
  ///
  /// Formats: desk.zoho.com/DeskAPIDocument and its OpenAPI description, "Ticket", "Thread", "TicketComment", "Contact",
  /// "Agent", "Account".
  static let zoho = Preset(
    name: "zoho",
    product: "Zoho Desk",
    host: "https://desk.zoho.com",
    fetched: ["tickets", "contacts", "agents", "accounts", "comments", "thread_list", "threads"],
    template: #"""
      # Written by `deskaudit init --from zoho`, for what the API of Zoho Desk gives.
      #
      # DESKAUDIT_TOKEN is an access token with the scopes Desk.tickets.READ, Desk.contacts.READ and Desk.basic.READ; it
      # ends after an hour: set a new one, and run the fetch that was refused again. Data centres have hosts of their own:
      # init --host https://desk.zoho.eu
      #
      #   for source in tickets contacts agents accounts comments thread_list threads; do
      #     deskaudit fetch $source || break
      #   done
      migration: Zoho Desk to the new desk
      sources:
        tickets:
          path: exports/zoho/tickets/*.json
          fetch:
            url: "https://desk.zoho.com/api/v1/tickets"
            pagination: offset
            parameters: {offset: from}
            token-scheme: Zoho-oauthtoken
            # decide: ORGANIZATION is the number under Setup > Developer Space > API
            headers: &org {orgId: "ORGANIZATION"}
        # What went by e-mail, chat or the web. The list of threads has the first words of each only, so that each thread is
        # asked for alone. This lists those that are cut even so, with the address of the rest:
        #   jq -r 'select(.isContentTruncated).fullContentURL' exports/zoho/threads/*.json
        thread_list:
          path: exports/zoho/thread_list/*.json
          fetch:
            url: "https://desk.zoho.com/api/v1/tickets/{id}/threads"
            for-each: tickets
            pagination: offset
            parameters: {offset: from}
            token-scheme: Zoho-oauthtoken
            headers: *org
        threads:
          path: exports/zoho/threads/*.json
          format: ndjson                 # one record in each file, and not a page of its attachments
          fetch:
            url: "https://desk.zoho.com/api/v1/tickets/{parent}/threads/{id}"
            for-each: thread_list
            pagination: none
            token-scheme: Zoho-oauthtoken
            headers: *org
          where: "status != DRAFT"
        # What agents and customers said beside the threads. If there are no comments at all, leave this source out.
        comments:
          path: exports/zoho/comments/*.json
          fetch:
            url: "https://desk.zoho.com/api/v1/tickets/{id}/comments"
            for-each: tickets
            pagination: offset
            parameters: {offset: from}
            token-scheme: Zoho-oauthtoken
            headers: *org
        contacts:
          path: exports/zoho/contacts/*.json
          fetch:
            url: "https://desk.zoho.com/api/v1/contacts"
            pagination: offset
            parameters: {offset: from}
            token-scheme: Zoho-oauthtoken
            headers: *org
        agents:
          path: exports/zoho/agents/*.json
          fetch:
            url: "https://desk.zoho.com/api/v1/agents"
            pagination: offset
            parameters: {offset: from}
            token-scheme: Zoho-oauthtoken
            headers: *org
        accounts:
          path: exports/zoho/accounts/*.json
          fetch:
            url: "https://desk.zoho.com/api/v1/accounts"
            pagination: offset
            parameters: {offset: from}
            token-scheme: Zoho-oauthtoken
            headers: *org
      # Ids have 18 digits, more than many readers of JSON keep: as texts they get numbers that all of them keep.
      records:
        tickets:
          source: tickets
          ids: {text: tickets}
          fields:
            id: id
            requester_id: contactId
            created_at: createdTime
            subject: subject
            number: ticketNumber         # what people know the ticket by
            status: status
            priority: priority
            assignee_id: {from: assigneeId, type: user-reference}
            organization_id: {from: accountId, type: organization-reference}
        comments:
          - source: threads
            ids: {text: comments}
            fields:
              id: id
              # A thread does not say whose ticket it is of; the name of its file, TICKET,THREAD-page-000001.json, does.
              ticket_id: {template: "{@parent}"}
              author_id: author.id
              public: {from: visibility, true: public, false: private}
              created_at: createdTime
              html_body: content         # plain text where 'contentType' is text/plain
              attachments: {from: attachments, type: json}
          - source: comments
            ids: {text: comments}
            fields:
              id: id
              ticket_id: {template: "{@file}", extract: "*-page-??????.json"}
              author_id: commenterId
              public: isPublic
              created_at: commentedTime
              html_body: content         # plain text where 'contentType' is plainText
              attachments: {from: attachments, type: json}
        # Two contacts may have one address, and so may a contact and an agent: they are one person.
        users:
          - source: agents
            ids: {text: people}
            fields:
              id: id
              name: {template: "{firstName} {lastName}"}
              email: emailId
              role: {value: agent}
              organization_id: {value: null}
          - source: contacts
            ids: {text: people}
            fields:
              id: id
              name: {template: "{firstName} {lastName}"}
              email: email
              role: {value: end-user}
              organization_id: {from: accountId, type: organization-reference}
        organizations:
          source: accounts
          key: id
          ids: {text: accounts}
          fields: {name: accountName}
      archive: {path: backup_tickets.tar.gz}

      """#)
}
