print("matchlock")
