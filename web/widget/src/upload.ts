import type { FileInfo, Problem } from "./protocol";
import { LOST } from "./socket";

/** Sends a file's bytes; `progress` runs from 0 to 1. fetch cannot tell how far an upload is. */
export const upload = (url: string, file: File, progress: (share: number) => void): Promise<FileInfo> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => progress(loaded / total);
    request.onload = () =>
      request.status < 300 ? resolve(request.response as FileInfo) : reject((request.response as Problem) || LOST);
    request.onerror = () => reject(LOST);
    request.send(file);
  });
