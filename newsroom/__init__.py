"""The site itself: settings, addresses, security headers and what every page shares."""
