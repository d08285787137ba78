// The fetching of REST collections: see the plan's `fetch`.
