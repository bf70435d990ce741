"""What centre, province and station say to one another."""
