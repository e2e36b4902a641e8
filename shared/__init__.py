"""What two services need and neither owns."""
