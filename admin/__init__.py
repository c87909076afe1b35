"""The staff's side: console, JSON API and simulator, over the same requests that every channel performs."""
