"""Points to pictures: shaded hands, skeletons, depth maps, and hands that went wrong."""
