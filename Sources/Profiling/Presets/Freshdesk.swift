extension Preset {
  /// Tickets with their descriptions, conversations ticket by ticket, contacts, agents and companies.
  ///
  /// Formats: developers.freshdesk.com/api, "Tickets", "Conversations", "Contacts", "Agents", "Companies".
  static let freshdesk = Preset(
    name: "freshdesk",
    product: "Freshdesk",
    host: "https://SUBDOMAIN.freshdesk.com",
    fetched: ["tickets", "contacts", "deleted_contacts", "agents", "companies", "conversations"],
    template: #"""
      # Written by `deskaudit init --from freshdesk`, for what the API of Freshdesk gives.
      #
      # DESKAUDIT_USER is the API key of your profile, and DESKAUDIT_PASSWORD any word.
      #
      #   for source in tickets contacts deleted_contacts agents companies conversations; do
      #     deskaudit fetch $source || break
      #   done
      migration: Freshdesk to the new desk
      sources:
        tickets:
          path: exports/freshdesk/tickets/*.json
          # Without 'updated_since' the list has the last 30 days. It leaves out spam and deleted tickets, which are lists
          # of their own (filter=spam, filter=deleted), and ends at page 300: of more than 30,000 tickets, fetch what
          # comes after by --delta --url with a later 'updated_since'.
          fetch:
            url: "https://SUBDOMAIN.freshdesk.com/api/v2/tickets?per_page=100&include=description&order_type=asc&\
              order_by=updated_at&updated_since=2000-01-01T00:00:00Z"
            pagination: page
        # Replies and notes are asked for ticket by ticket, 100 a page.
        conversations:
          path: exports/freshdesk/conversations/*.json
          fetch:
            url: "https://SUBDOMAIN.freshdesk.com/api/v2/tickets/{id}/conversations?per_page=100"
            for-each: tickets
            pagination: page
        contacts:
          path: exports/freshdesk/contacts/*.json
          fetch: {url: "https://SUBDOMAIN.freshdesk.com/api/v2/contacts?per_page=100", pagination: page}
        # Deleted contacts are in no other list, and wrote comments. Blocked ones are a list of their own as well:
        # state=blocked.
        deleted_contacts:
          path: exports/freshdesk/deleted_contacts/*.json
          fetch: {url: "https://SUBDOMAIN.freshdesk.com/api/v2/contacts?per_page=100&state=deleted", pagination: page}
          may-be-empty: true
        agents:
          path: exports/freshdesk/agents/*.json
          fetch: {url: "https://SUBDOMAIN.freshdesk.com/api/v2/agents?per_page=100", pagination: page}
        companies:
          path: exports/freshdesk/companies/*.json
          fetch: {url: "https://SUBDOMAIN.freshdesk.com/api/v2/companies?per_page=100", pagination: page}
      conflicts: last                    # a ticket that changed during the export is there twice
      records:
        tickets:
          source: tickets
          fields:
            id: id
            requester_id: requester_id
            created_at: created_at
            subject: subject
            # States and priorities are numbers. Your own states have numbers from 6 on; give them words here.
            status: {from: status, map: {2: open, 3: pending, 4: solved, 5: closed}, otherwise: keep}
            priority: {from: priority, map: {1: low, 2: medium, 3: high, 4: urgent}, otherwise: keep}
            tags: {from: tags, type: json}
            assignee_id: {from: responder_id, type: user-reference}
            organization_id: {from: company_id, type: organization-reference}
            # A field of your own: order: custom_fields.cf_order
        comments:
          # The first comment is the ticket's description. It has no id of its own and gets that of the ticket, far from
          # those of conversations. Of an e-mail that an agent sent first (source 10) the customer counts as its author.
          # Its files are only in the answer to GET /tickets/ID.
          - source: tickets
            ids: {offset: 4000000000000000}
            fields:
              id: id
              ticket_id: id
              author_id: requester_id
              public: {value: true}
              created_at: created_at
              html_body: description
              attachments: {value: null}
          - source: conversations
            fields:
              id: id
              ticket_id: ticket_id
              author_id: user_id
              public: {from: private, true: "false", false: "true"}   # 'private' says the opposite
              created_at: created_at
              html_body: body            # 'body_text' is the same without its markup
              attachments: {from: attachments, type: json}   # their addresses expire: copy the files
        users:
          - source: contacts
            fields:
              id: id
              name: name
              email: email               # null for callers and visitors
              role: {value: end-user}
              organization_id: {from: company_id, type: organization-reference}
          - source: deleted_contacts
            fields:
              id: id
              name: name
              email: email
              role: {value: end-user}
              organization_id: {from: company_id, type: organization-reference}
          # Agents are in no list of contacts.
          - source: agents
            fields: {id: id, name: contact.name, email: contact.email, role: {value: agent}, organization_id: {value: null}}
        organizations:
          source: companies
          key: id
          fields:
            name: name
            domains: {from: domains, type: json}
      archive: {path: backup_tickets.tar.gz}

      """#)
}
