"""Training the embedded model: autoencoder, text encoder, UNet, control network, decoder."""
