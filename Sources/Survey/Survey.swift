// What is in the exports, before anything moves.
