"""Crawling a portal: its disclosures with their attachments, fetched with care, and a manifest of them.

Scrapy does the crawling (docs/decisions/0012); nothing of it is imported before a crawl begins.
"""
