"""What stands between the crawl and the network: who may be asked, how fast, how much is taken."""
