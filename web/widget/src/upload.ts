import type { FileInfo } from "./protocol";

/** Sends a file's bytes; `progress` runs from 0 to 1, which fetch cannot tell. Rejects with the server's Problem. */
export const upload = (url: string, file: File, progress: (share: number) => void) =>
  new Promise<FileInfo>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
    request.onloadend = () => (request.status && request.status < 300 ? resolve : reject)(request.response || {});
    request.send(file);
  });
