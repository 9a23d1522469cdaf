"""The console: founder pages and JSON API."""
