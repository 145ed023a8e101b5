"""What is true of a scene: regions, depth, camera, geometry, facts, checks."""
