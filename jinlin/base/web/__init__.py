"""Pages of the ground floor: files, and the one page by which every declared step is taken."""
