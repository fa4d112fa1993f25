"""Files that leave the assistant: XLSX, Markdown, …"""
