"""What this newspaper is: its identity, pages, menu, contact form, log and outgoing mail."""
